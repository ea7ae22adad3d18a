import { readAlias } from '../alias.ts';
import { read, type Schema, type TypeSchema, type TypeSpec } from '../parse.ts';
import type { CommonConfig, Issue } from '../widget.ts';

export type Trend = 'up' | 'down' | 'flat';
export type Light = 'ok' | 'warning' | 'error' | 'unknown';

/** Titles and colours of the value columns, counted from 1. */
export type LeaderboardConfig = CommonConfig & { [Field in `${'subtitle' | 'color'}${Digit}`]?: string };
type Digit = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;

export interface Place {
  name: string;
  /** At most nine. */
  values: (string | number | null)[];
  trend?: Trend;
  status?: Light;
}

export interface LeaderboardData {
  /** The first is the best. */
  board: Place[];
}

const MOST_COLUMNS = 9;

/** Words of Ducksboard's clients, and our own. */
const TRENDS: Readonly<Record<string, Trend>> = { up: 'up', down: 'down', equal: 'flat', flat: 'flat' };
const LIGHTS: Readonly<Record<string, Light>> = {
  ...{ green: 'ok', yellow: 'warning', red: 'error', gray: 'unknown', grey: 'unknown' },
  ...{ ok: 'ok', warning: 'warning', error: 'error', unknown: 'unknown' },
  ...{ 0: 'ok', 1: 'error', 2: 'warning', 3: 'unknown' },
};

/** A number is a trend by its sign. */
const trendOf = (value: unknown) =>
  typeof value === 'number' && Number.isFinite(value) ? ['down', 'flat', 'up'][Math.sign(value) + 1] : value;

function readPlace(item: unknown, path: string, issues: Issue[]): Place | undefined {
  if (typeof item !== 'object' || item === null || Array.isArray(item))
    return void issues.push({ path, message: 'expected object with name and values' });
  const { name, values, trend, status, ...rest } = item as Record<string, unknown>;
  if (values != null && !Array.isArray(values)) issues.push({ path: `${path}.values`, message: 'expected list' });
  const arrow = readAlias(TRENDS, trendOf(trend), `${path}.trend`, issues);
  const light = readAlias(LIGHTS, status, `${path}.status`, issues);
  return {
    ...rest,
    name: (read('string', name, `${path}.name`, issues) as string | undefined) ?? '',
    values: (Array.isArray(values) ? values.slice(0, MOST_COLUMNS) : []).map((value: unknown, index) =>
      typeof value === 'number' && Number.isFinite(value)
        ? value
        : typeof value === 'boolean'
          ? `${value}`
          : ((read('string', value, `${path}.values[${index}]`, issues) as string | undefined) ?? null),
    ),
    ...(arrow && { trend: arrow }),
    ...(light && { status: light }),
  };
}

const columns: Schema = Object.fromEntries(
  Array.from({ length: MOST_COLUMNS }, (_, index) => [
    [`subtitle${index + 1}`, 'string'],
    [`color${index + 1}`, 'string'],
  ]).flat(),
);

export const schema: TypeSchema = {
  type: 'leaderboard',
  config: columns,
  data: {
    board: (value, path, issues) => {
      if (value == null) return [];
      if (!Array.isArray(value)) return void issues.push({ path, message: 'expected list of {name, values}' });
      return value.flatMap((item: unknown, index) => readPlace(item, `${path}[${index}]`, issues) ?? []);
    },
  },
};

export const spec: TypeSpec = {
  ...schema,
  title: 'Leaderboard',
  w: 4,
  h: 4,
  sample: {
    config: { title: 'Sales by team', subtitle1: 'Deals', subtitle2: 'Revenue' },
    data: {
      board: [
        { name: 'Northern lights', values: [48, '€182K'], trend: 'up', status: 'green' },
        { name: 'Harbour', values: [41, '€164K'], trend: 'equal', status: 'green' },
        { name: 'Old town', values: [33, '€97K'], trend: 'down', status: 'yellow' },
        { name: 'Airport', values: [12, '€31K'], trend: 'down', status: 'red' },
      ],
    },
  },
  docs: {
    data: {
      board: [
        'The rows, best first, each `{name, values, trend, status}`: up to nine `values`; `trend` is `up`, `down`, `flat` or a number; `status` is `ok`, `warning`, `error` or `unknown`.',
        {
          type: ['array', 'null'],
          items: {
            type: 'object',
            properties: {
              name: { type: ['string', 'number'] },
              values: { type: 'array', items: { type: ['string', 'number', 'null'] }, maxItems: 9 },
            },
          },
        },
      ],
    },
  },
};
