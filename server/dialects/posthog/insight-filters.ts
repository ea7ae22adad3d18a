import type { Json } from '../../../components/model/widget.ts';
import { nameOf, numberOf, type Placed, type Telling } from '../../domain/insights/insight-links.ts';
import { entryOf, objectOf } from '../../domain/json.ts';
import type { Call } from '../../http/call.ts';
import { momentOf } from '../../sources/dates.ts';
import { refusal } from './errors.ts';
import { framed, kindFor } from './looks.ts';

type Listed = Placed<Telling>;
type Test = (placed: Listed) => boolean;

/** Types of insights in legacy filters, and the queries that took their place. */
const TYPES: Readonly<Record<string, string>> = {
  TRENDS: 'TrendsQuery',
  FUNNELS: 'FunnelsQuery',
  RETENTION: 'RetentionQuery',
  PATHS: 'PathsQuery',
  STICKINESS: 'StickinessQuery',
  LIFECYCLE: 'LifecycleQuery',
  SQL: 'HogQLQuery',
};

const isYes = (text: string): boolean => /^(?:y|yes|t|true|on|1)$/i.test(text);
const numbersIn = (text: string): number[] => text.match(/\d{1,15}/g)?.map(Number) ?? [];
const tagify = (tag: Json): string => `${tag}`.trim().toLowerCase();

/** A JSON list, or names between commas. */
function tagsIn(text: string): string[] {
  try {
    const list = JSON.parse(text) as Json;
    if (Array.isArray(list)) return list.map(tagify);
  } catch {
    // It is not JSON, so it is read as names.
  }
  return text.split(',').map(tagify).filter(Boolean);
}

/** The kind of query that an insight shows, by which lists tell types; `undefined` for legacy filters. */
function kindOf({ insight: { query, filters }, widgets: [first] }: Listed): Json | undefined {
  if (query !== null) return objectOf(framed(query)).kind;
  return first && Object.keys(filters).length === 0 ? kindFor(first.type) : undefined;
}

const isOfType =
  (type: string): Test =>
  (placed) => {
    const kind = kindOf(placed);
    if (kind === undefined) return placed.insight.filters.insight === type;
    return type === 'JSON' ? kind !== TYPES.SQL : kind === TYPES[type];
  };

/** By one of the times of an insight: before or after a moment, which a date or a time ago stands for. */
const byTime =
  (name: string, isHit: (placed: Listed, at: number) => boolean) =>
  (text: string): Test | undefined => {
    const at = momentOf(text, 'at', Date.now());
    if (at === undefined) throw refusal(`${name} must be a date or a time ago, such as -7d`, name);
    return at === null ? undefined : (placed) => isHit(placed, at);
  };

/** What each parameter of a list lets through; `undefined` for everything. */
const FILTERS: Readonly<Record<string, (text: string, call: Call) => Test | undefined>> = {
  search: (text) => {
    const wanted = text.trim().toLowerCase();
    return ({ insight, widgets }) =>
      [nameOf({ insight, widgets }), insight.extras.derived_name, insight.description, ...insight.tags]
        .map((each) => `${each ?? ''}`.toLowerCase())
        .some((each) => each.includes(wanted));
  },
  short_id:
    (text) =>
    ({ insight }) =>
      insight.shortId === text,
  saved: (text) =>
    isYes(text) ? ({ insight, widgets }) => insight.isSaved || widgets.length > 0 : ({ insight }) => !insight.isSaved,
  favorited: (text) => (isYes(text) ? ({ insight }) => insight.isFavorited : undefined),
  user: (text, { principal }) => (isYes(text) ? ({ insight }) => insight.createdBy === principal.userId : undefined),
  created_by: (text) => {
    const ids = numbersIn(text);
    return ids.length > 0 ? ({ insight }) => ids.includes(insight.createdBy ?? 0) : undefined;
  },
  tags: (text) => {
    const wanted = tagsIn(text);
    return wanted.length > 0 ? ({ insight }) => insight.tags.some((tag) => wanted.includes(tagify(tag))) : undefined;
  },
  dashboards: (text) => {
    const ids = numbersIn(text);
    return ({ widgets }) => ids.every((id) => widgets.some(({ dashboardId }) => dashboardId === id));
  },
  insight: isOfType,
  date_from: byTime('date_from', ({ insight }, at) => insight.modifiedAt > at),
  date_to: byTime('date_to', ({ insight }, at) => insight.modifiedAt < at),
  created_date_from: byTime('created_date_from', ({ insight }, at) => insight.createdAt > at),
  created_date_to: byTime('created_date_to', ({ insight }, at) => insight.createdAt < at),
};

/** What lists can be ordered by. */
const ORDERS: Readonly<Record<string, (placed: Listed) => string | number>> = {
  id: ({ insight }) => numberOf(insight),
  name: (placed) => nameOf(placed) ?? '',
  created_at: ({ insight }) => insight.createdAt,
  last_modified_at: ({ insight }) => insight.modifiedAt,
  updated_at: ({ insight }) => insight.modifiedAt,
};

/** Those insights that the query asks for, in the order it asks for. Unknown parameters and orders change nothing. */
export function chosen(call: Call, all: readonly Listed[]): Listed[] {
  const { searchParams } = call.url;
  const tests = Object.entries(FILTERS).flatMap(([name, make]) => {
    const text = searchParams.get(name);
    return text ? (make(text, call) ?? []) : [];
  });
  const found = all.filter((placed) => tests.every((isHit) => isHit(placed)));
  const [, minus, name = ''] = /^(-?)(\w+)$/.exec(searchParams.get('order') ?? '') ?? [];
  const key = entryOf(ORDERS, name);
  if (!key) return found;
  const side = minus ? -1 : 1;
  return found.sort((a, b) => {
    const [one, other] = [key(a), key(b)];
    return one === other ? 0 : one < other ? -side : side;
  });
}
