import { parse } from '../../../components/model/parse.ts';
import { schema as leaderboard } from '../../../components/model/types/leaderboard.ts';
import type { Json, JsonObject } from '../../../components/model/widget.ts';
import { DomainError } from '../errors.ts';
import { exceedsBytes, isObject } from '../json.ts';
import type { Family } from './kinds.ts';

/** Bytes of a timeline entry: thirty of them still are a widget's data. */
const MAX_ENTRY = 32 * 1024;

/** A number, also one that is written as text; `undefined` for anything else. */
export function numberIn(value: Json | undefined): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

const isWords = (value: Json | undefined): boolean =>
  value === undefined || value === null || typeof value === 'string' || typeof value === 'number';

const rows = (list: Json | undefined, isRow: (row: JsonObject) => boolean): boolean =>
  Array.isArray(list) && list.every((row) => isObject(row) && isWords(row.name) && isRow(row));

interface Reading {
  /** What a value must be, for people. */
  expected: string;
  /** The value as it is kept, `undefined` for one that this family cannot draw. */
  read(value: Json): Json | undefined;
}

/** What a list of values belongs to; the view's own schema says what else is wrong with it. */
const isPlace = ({ values }: JsonObject): boolean => Array.isArray(values);

const number: Reading = {
  expected: 'Enter a number.',
  // Pins may come with coordinates; only their value counts.
  read: (value) => (isObject(value) && numberIn(value.value) !== undefined ? value : numberIn(value)),
};

const READINGS: Readonly<Record<Family, Reading>> = {
  counter: number,
  graph: number,
  gauge: { expected: 'Enter a number.', read: numberIn },
  completion: {
    expected: 'Enter an object with the numbers current, min and max.',
    read(value) {
      if (!isObject(value)) return undefined;
      const [current, min = 0, max] = [numberIn(value.current), numberIn(value.min), numberIn(value.max)];
      return current === undefined || max === undefined ? undefined : { ...value, current, min, max };
    },
  },
  status: {
    expected: 'Enter 0, 1, 2 or 3.',
    read(value) {
      const status = numberIn(value);
      return status !== undefined && [0, 1, 2, 3].includes(status) ? status : undefined;
    },
  },
  text: {
    expected: 'Enter an object with the text content.',
    read(value) {
      if (typeof value === 'string' || typeof value === 'number') return { content: `${value}` };
      return isObject(value) && isWords(value.content) && value.content != null ? value : undefined;
    },
  },
  timeline: {
    expected: 'Enter an object with a title, and maybe image, content and link.',
    read: (value) =>
      isObject(value) &&
      isWords(value.title) &&
      value.title != null &&
      [value.image, value.content, value.link].every(isWords)
        ? value
        : undefined,
  },
  leaderboard: {
    expected: 'Enter an object with a board: a list of names and values, and maybe trends and statuses.',
    read: (value) =>
      isObject(value) && rows(value.board, isPlace) && parse(leaderboard, {}, value).issues.length === 0
        ? value
        : undefined,
  },
  funnel: {
    expected: 'Enter an object with a funnel: a list of names and values.',
    read: (value) =>
      isObject(value) && rows(value.funnel, (row) => numberIn(row.value) !== undefined) ? value : undefined,
  },
  image: {
    expected: 'Enter an object with the source, an address or a data:image, and maybe a caption.',
    read: (value) =>
      isObject(value) &&
      typeof value.source === 'string' &&
      /^(https?:\/\/|data:image\/)/i.test(value.source) &&
      isWords(value.caption)
        ? value
        : undefined,
  },
};

/**
 * A pushed value in the form in which slots of this family store it.
 * @throws DomainError `invalid` (of `value`), `too_large`
 */
export function readValue(family: Family, value: Json): Json {
  const { read, expected } = READINGS[family];
  const kept = read(value);
  if (kept === undefined) {
    throw new DomainError('invalid', expected, { issues: [{ path: 'value', message: expected }] });
  }
  if (family === 'timeline' && exceedsBytes(JSON.stringify(kept), MAX_ENTRY)) {
    throw new DomainError('too_large', `An entry must be at most ${MAX_ENTRY} bytes long.`, { subject: 'value' });
  }
  return kept;
}
