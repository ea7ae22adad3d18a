import { z } from 'zod';
import type { Json } from '../../../components/model/widget.ts';
import { DomainError, invalid } from '../../domain/errors.ts';
import { type Answer, empty, json } from '../../http/answer.ts';
import type { Call } from '../../http/call.ts';
import { withUpload } from '../../http/uploads.ts';
import { validate } from '../../http/validate.ts';
import { idOf } from './boards.ts';
import { type NamedUpload, namedUpload } from './uploads.wire.ts';
import * as wire from './wire.ts';

/** A question: what is bound is named in its text as `$name`. */
export const question = z.object({ sql: z.string(), parameters: z.record(z.string(), z.custom<Json>()).optional() });

const datasetId = (call: Call): number => idOf(call.param('dataset'));

/** Reads what was sent, and hands it on while it is held. */
const received = <T>(call: Call, use: (sent: NamedUpload) => Promise<T>): Promise<T> =>
  withUpload(call, call.deps.config.datasetMaxBytes, async (bytes) =>
    use(await namedUpload(bytes, call.header('content-type') ?? '')),
  );

/** `GET /api/datasets` */
export async function list({ domain, principal }: Call): Promise<Answer> {
  const datasets = await domain.datasets.list(principal);
  return json({ datasets: datasets.map(wire.dataset), total: datasets.length });
}

/** `POST /api/datasets` */
export async function create(call: Call): Promise<Answer> {
  return received(call, async ({ name: given, upload }) => {
    const name = call.query('name') ?? given;
    if (name === undefined) throw invalid({ path: 'name', message: 'is required' });
    return json(wire.dataset(await call.domain.datasets.create(call.principal, { name, upload }, call.signal)), 201);
  });
}

/** `GET /api/datasets/{id}` */
export async function get(call: Call): Promise<Answer> {
  return json(wire.dataset(await call.domain.datasets.byId(call.principal, datasetId(call))));
}

/** `GET /api/datasets/{id}/preview?limit=` */
export async function preview(call: Call): Promise<Answer> {
  const asked = call.query('limit');
  const limit = asked === undefined ? undefined : idOf(asked);
  return json(wire.rows(await call.domain.datasets.preview(call.principal, datasetId(call), limit, call.signal)));
}

/** `PATCH /api/datasets/{id}` */
export async function rename(call: Call): Promise<Answer> {
  const name = wire.name(await call.object());
  return json(wire.dataset(await call.domain.datasets.rename(call.principal, datasetId(call), name)));
}

/** `POST /api/datasets/{id}/append` */
export async function append(call: Call): Promise<Answer> {
  const { datasets } = call.domain;
  return received(call, async ({ upload }) =>
    json(wire.dataset(await datasets.append(call.principal, datasetId(call), upload, call.signal))),
  );
}

/** `PUT /api/datasets/{id}/data`, `POST /api/datasets/{id}/replace` */
export async function replace(call: Call): Promise<Answer> {
  const { datasets } = call.domain;
  return received(call, async ({ upload }) =>
    json(wire.dataset(await datasets.replace(call.principal, datasetId(call), upload, call.signal))),
  );
}

/** `DELETE /api/datasets/{id}` */
export async function remove(call: Call): Promise<Answer> {
  await call.domain.datasets.remove(call.principal, datasetId(call));
  return empty();
}

/** `POST /api/datasets/query`: a SELECT over any of the workspace's datasets. */
export async function query(call: Call): Promise<Answer> {
  const { sql, parameters: values = {} } = validate(question, await call.object());
  try {
    return json(wire.rows(await call.domain.datasets.query(call.principal, { sql, values }, { signal: call.signal })));
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'invalid') throw error;
    const { issues = [] } = error.details;
    throw invalid(...issues.map(({ path, message }) => ({ path: path.replace(/^values\./, 'parameters.'), message })));
  }
}
