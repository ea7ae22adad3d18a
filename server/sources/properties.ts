import type { Json } from '../../components/model/widget.ts';
import { entryOf, isObject } from '../domain/json.ts';
import { type Condition, type Filter, listOf } from './filters.ts';

/** PostHog's words for comparisons, and what some of them compare with whatever is given. */
const OPERATORS: Readonly<Record<string, Omit<Filter, 'field' | 'values'> & { values?: readonly Json[] }>> = {
  exact: { operator: 'in' },
  in: { operator: 'in' },
  // Nobody says here how paths are cleaned.
  is_cleaned_path_exact: { operator: 'in' },
  is_not: { operator: 'not_in' },
  not_in: { operator: 'not_in' },
  is_set: { operator: 'not_in', values: [null] },
  is_not_set: { operator: 'in', values: [null] },
  icontains: { operator: 'contains' },
  not_icontains: { operator: 'contains', isNot: true },
  icontains_multi: { operator: 'contains' },
  not_icontains_multi: { operator: 'contains', isNot: true },
  regex: { operator: 'matches' },
  not_regex: { operator: 'matches', isNot: true },
  gt: { operator: 'gt' },
  gte: { operator: 'gte' },
  min: { operator: 'gte' },
  lt: { operator: 'lt' },
  lte: { operator: 'lte' },
  max: { operator: 'lte' },
  between: { operator: 'between' },
  not_between: { operator: 'between', isNot: true },
  is_date_after: { operator: 'gt', isDate: true },
  is_date_before: { operator: 'lt', isDate: true },
  is_date_exact: { operator: 'eq', isDate: true },
};

/** Types of filters whose key is no name: `id` of a cohort, and what is a condition by itself. */
const NO_COLUMN: ReadonlySet<Json | undefined> = new Set(['cohort', 'hogql']);

/**
 * PostHog's filters, `{properties: [{key, operator, value}]}`, or groups of them, `{type: 'AND' | 'OR', values: […]}`:
 * those that compare a column with values.
 */
export const propertiesIn = (filters: Json | undefined): Condition[] =>
  isObject(filters) ? listOf(filters.properties).flatMap(conditionsIn) : [];

function conditionsIn(each: Json): Condition[] {
  if (!isObject(each)) return [];
  const { key, type, operator, value, values } = each;
  if (NO_COLUMN.has(type)) return [];
  if (typeof key === 'string') {
    const word = typeof operator === 'string' ? operator : 'exact';
    const found = entryOf(OPERATORS, word);
    return [{ field: key, values: listOf(value), ...(found ?? { operator: 'unknown', values: [word.slice(0, 50)] }) }];
  }
  const inner = Array.isArray(values) ? values.flatMap((one) => allOf(conditionsIn(one))) : [];
  return type === 'OR' && inner.length > 0 ? [{ anyOf: inner }] : inner;
}

/** What is asked for together stays together beside others of which one is enough. */
const allOf = (all: Condition[]): Condition[] => (all.length > 1 ? [{ allOf: all }] : all);
