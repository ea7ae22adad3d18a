import { type Answer, empty, json } from '../../http/answer.ts';
import type { Call } from '../../http/call.ts';
import { idOf } from './boards.ts';
import * as wire from './wire.ts';

/** `GET /collections` */
export async function list({ domain, principal }: Call): Promise<Answer> {
  return json((await domain.collections.list(principal)).map(wire.collection));
}

/** `POST /collections` */
export async function create(call: Call): Promise<Answer> {
  const body = await call.object();
  const draft = { ...wire.collectionPatch(body), name: wire.name(body) };
  const collection = await call.domain.collections.create(call.principal, draft);
  return json(wire.collection({ ...collection, dashboardsCount: 0 }), 201);
}

/** `PATCH /collections/{id}` */
export async function change(call: Call): Promise<Answer> {
  const { collections } = call.domain;
  const patch = wire.collectionPatch(await call.object());
  const { id } = await collections.update(call.principal, idOf(call.param('collection')), patch);
  return json(
    (await collections.list(call.principal)).filter((each) => each.id === id).map(wire.collection)[0] ?? null,
  );
}

/** `DELETE /collections/{id}` */
export async function remove(call: Call): Promise<Answer> {
  await call.domain.collections.remove(call.principal, idOf(call.param('collection')));
  return empty();
}
