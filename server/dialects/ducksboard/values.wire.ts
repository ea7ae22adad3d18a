import type { Json } from '../../../components/model/widget.ts';
import { DomainError } from '../../domain/errors.ts';
import { isTimeZone, TIMESPANS, type Timespan } from '../../domain/series/periods.ts';
import { numberIn } from '../../domain/series/readings.ts';
import type { Reading } from '../../domain/series/series.ts';
import type { Answer } from '../../http/answer.ts';
import { Form } from './form.ts';
import { collection } from './wire.ts';

/** Limits of a pull: number of values, and seconds back. Larger requests are capped. */
export const MAX_COUNT = 100;
export const MAX_SECONDS = 7_776_000;

/** Latest timestamp accepted: a larger one is in milliseconds by mistake, and no later value would ever be newer. */
const END = Date.UTC(10_000, 0);

/** Values with their times in seconds since 1970. */
export const samples = (list: readonly { at: number; value: Json }[]): Answer =>
  collection(list.map(({ at, value }) => ({ timestamp: at / 1000, value })));

/** The readings of a push: one, or a list of values. @throws DomainError `invalid`, `malformed` */
export function readings(body: Json | undefined): Reading[] {
  if (Array.isArray(body)) return body.map((each) => reading(each, false));
  return [reading(body, true)];
}

function reading(body: Json | undefined, mayMove: boolean): Reading {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new DomainError('malformed', 'Enter an object with a value, or a list of them.');
  const form = new Form(body);
  const [value, delta, timestamp] = [body.value, numberIn(body.delta), numberIn(body.timestamp)];
  if (value === undefined || value === null) {
    if (mayMove && delta !== undefined) return { delta };
    form.refuse('value', 'This field is required.');
  }
  const at = timestamp === undefined ? undefined : Math.round(timestamp * 1000);
  const isTime = at === undefined ? !form.has('timestamp') : at >= 0 && at < END;
  if (!isTime) form.refuse('timestamp', 'Enter seconds since 1970.');
  form.check();
  return { value: value as Json, ...(at !== undefined && { at }) };
}

/** @throws DomainError `invalid` */
export function timespan(name: string | undefined, zone: string | undefined): { timespan: Timespan; zone: string } {
  const known = TIMESPANS.find((one) => one === (name || 'monthly'));
  if (!known) throw new DomainError('invalid', 'unrecognized timespan', { subject: 'choice' });
  if (zone && !isTimeZone(zone)) throw new DomainError('invalid', 'unrecognized timezone', { subject: 'choice' });
  return { timespan: known, zone: zone || 'UTC' };
}
