import { isDeepStrictEqual } from 'node:util';
import { notFound } from '../../domain/errors.ts';
import type { Dashboard } from '../../domain/model.ts';
import type { Right } from '../../domain/rights.ts';
import { type Answer, empty, json } from '../../http/answer.ts';
import type { Call } from '../../http/call.ts';
import * as wire from './wire.ts';

/** An id of this API, `NaN` for anything but a positive integer. */
export const idOf = (text: string): number => (/^[1-9]\d{0,14}$/.test(text) ? Number(text) : Number.NaN);

/** The dashboard of the path. @throws DomainError `not_found`, `forbidden` */
export const boardOf = (call: Call, right: Right = 'read'): Promise<Dashboard> =>
  call.domain.lookup.dashboard(call.principal, { id: idOf(call.param('id')) }, { right, hidden: true });

/** An optional body. */
const optionalBody = async (call: Call) => ((await call.body()) === undefined ? {} : call.object());

const LIMIT = 50;
const MAX_LIMIT = 200;

/** A number from the query; anything else counts as absent. */
function queried(call: Call, name: string, fallback: number, max = Number.MAX_SAFE_INTEGER): number {
  const text = call.query(name) ?? '';
  return /^\d{1,9}$/.test(text) ? Math.min(Number(text), max) : fallback;
}

async function full({ domain }: Call, dashboard: Dashboard) {
  const [pages, widgets, grants] = await Promise.all([
    domain.dashboards.pages(dashboard),
    domain.widgets.of(dashboard, { columns: wire.CARD }),
    domain.grants.of(dashboard),
  ]);
  return wire.dashboard(dashboard, pages, widgets, grants);
}

/** `GET /dashboards` */
export async function list(call: Call): Promise<Answer> {
  const q = call.query('q')?.toLowerCase() ?? '';
  const collection = call.query('collection_id') || undefined;
  const found = (await call.domain.dashboards.list(call.principal)).filter(
    ({ name, description, collectionId }) =>
      (collection === undefined || collectionId === idOf(collection)) &&
      `${name}\n${description}`.toLowerCase().includes(q),
  );
  const [limit, offset] = [queried(call, 'limit', LIMIT, MAX_LIMIT), queried(call, 'offset', 0)];
  const dashboards = found.slice(offset, offset + limit).map(wire.summary);
  return json({ dashboards, total: found.length, limit, offset });
}

/** `POST /dashboards` */
export async function create(call: Call): Promise<Answer> {
  const draft = wire.dashboardDraft(await call.object());
  await requireCollection(call, draft.collectionId);
  return json(await full(call, await call.domain.dashboards.create(call.principal, draft)), 201);
}

export const get = async (call: Call): Promise<Answer> => json(await full(call, await boardOf(call)));

/** As readers receive it. */
const plain = (value: object): unknown => JSON.parse(JSON.stringify(value));

/** `PATCH /{id}` */
export async function change(call: Call): Promise<Answer> {
  const board = await boardOf(call, 'write');
  const { cards, ...body } = await call.object();
  // Clients that read, change and write send the cards along; the id shows that.
  const isWhole = cards !== undefined && body.dashboard_id === board.id;
  const areSame = isWhole && isDeepStrictEqual(cards, plain((await full(call, board)).cards));
  const patch = wire.dashboardPatch(areSame || cards === undefined ? body : { ...body, cards });
  await requireCollection(call, patch.collectionId);
  return json(await full(call, await call.domain.dashboards.update(call.principal, board.key, patch)));
}

/** `DELETE /{id}` */
export async function remove(call: Call): Promise<Answer> {
  await call.domain.dashboards.remove(call.principal, (await boardOf(call, 'write')).key);
  return empty();
}

/** `POST /{id}/duplicate` */
export async function duplicate(call: Call): Promise<Answer> {
  const source = await boardOf(call);
  const name = wire.optionalName(await optionalBody(call));
  const copy = await call.domain.copies.duplicate(call.principal, source, name);
  return json({ dashboard_id: copy.id }, 201);
}

export const listTemplates = async ({ domain }: Call): Promise<Answer> =>
  json(
    domain.templates
      .list()
      .map(({ id, name, description, widgets }) => ({ template_id: id, name, description, cards: widgets })),
  );

/** `POST /from-template` */
export async function fromTemplate(call: Call): Promise<Answer> {
  const { template_id: templateId, dataset_id: datasetId, name } = wire.instantiated(await call.object());
  const draft = { templateId, datasetId, name };
  return json(await full(call, await call.domain.templates.instantiate(call.principal, draft)), 201);
}

/** A missing collection is a 404 here, not an invalid field. */
async function requireCollection({ domain, principal }: Call, id: number | null | undefined): Promise<void> {
  if (id === null || id === undefined) return;
  const all = await domain.collections.list(principal);
  if (!all.some((collection) => collection.id === id)) throw notFound('collection', id);
}
