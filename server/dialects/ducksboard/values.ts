import type { Answer } from '../../http/answer.ts';
import type { Call } from '../../http/call.ts';
import type { Route } from '../dialect.ts';
import { PULL } from './credentials.ts';
import { Form } from './form.ts';
import * as valuesWire from './values.wire.ts';
import * as wire from './wire.ts';

/** Both paths under which clients know the API. */
const paths = (tail: string): string[] => [`/v${tail}`, `/values${tail}`];

/** The Push and the Pull API: values by label. */
export const valueRoutes: readonly Route[] = [
  { method: 'POST', path: paths(''), right: 'dashboard:write', quiet: true, run: pushMany },
  { method: 'POST', path: paths('/:label'), right: 'dashboard:write', quiet: true, run: push },
  { method: 'DELETE', path: paths('/:label'), right: 'dashboard:write', run: clear },
  { method: 'GET', path: paths('/:label/last'), right: 'dashboard:read', credentials: PULL, run: last },
  { method: 'GET', path: paths('/:label/since'), right: 'dashboard:read', credentials: PULL, run: since },
  { method: 'GET', path: paths('/:label/timespan'), right: 'dashboard:read', credentials: PULL, run: timespan },
];

async function push(call: Call): Promise<Answer> {
  const readings = valuesWire.readings(await call.body());
  await call.domain.series.push(call.principal, new Map([[call.param('label'), readings]]));
  return wire.done();
}

async function pushMany(call: Call): Promise<Answer> {
  const body = await call.object();
  const readings = Object.entries(body).map(([label, each]) => [label, valuesWire.readings(each)] as const);
  await call.domain.series.push(call.principal, new Map(readings));
  return wire.done();
}

async function clear(call: Call): Promise<Answer> {
  await call.domain.series.clear(call.principal, call.param('label'));
  return wire.done();
}

/** An integer from the query: at least 1, capped at `max`. */
function whole(call: Call, name: string, fallback: number, max: number): number {
  const form = new Form({ [name]: call.query(name) ?? null });
  const given = form.whole(name, 1, Number.MAX_SAFE_INTEGER) ?? fallback;
  form.check();
  return Math.min(given, max);
}

async function last(call: Call): Promise<Answer> {
  const count = whole(call, 'count', 3, valuesWire.MAX_COUNT);
  return valuesWire.samples(await call.domain.series.last(call.principal, call.param('label'), count));
}

async function since(call: Call): Promise<Answer> {
  const seconds = whole(call, 'seconds', 3600, valuesWire.MAX_SECONDS);
  return valuesWire.samples(await call.domain.series.since(call.principal, call.param('label'), seconds));
}

async function timespan(call: Call): Promise<Answer> {
  const { timespan, zone } = valuesWire.timespan(call.query('timespan'), call.query('timezone'));
  return valuesWire.samples(await call.domain.series.timespan(call.principal, call.param('label'), timespan, zone));
}
