import type { Json } from '../../components/model/widget.ts';
import { numberIn } from '../domain/series/readings.ts';
import type { CellType, Column } from '../domain/sources/queries.ts';
import { type DateRange, dateColumn, edgeOf, rangeFilters } from './dates.ts';
import { type Condition, conditions, type Filter, filtersOf } from './filters.ts';
import type { FilterText } from './sql.ts';

export interface Placer {
  /** For one statement: its values are bound once, however often it names them. */
  text: FilterText;
  /** Whether an end of the range was asked for by itself: then it is the question's to say what it means. */
  hasEdge(): boolean;
}

/**
 * Filters where a statement says that they belong, as in PostHog: `{filters}` is the condition that all of them make,
 * `{filters.dateRange.from}` and `{filters.dateRange.to}` are the ends of the range, open ones before and after
 * everything. Filters of columns that the tables do not have are left out.
 * @param columns of the tables it asks; `undefined` where nobody knows them: then they are what the filters say
 */
export function placer(
  { filters, range }: { filters: readonly Condition[]; range: DateRange },
  columns: readonly Column[] | undefined,
  now: number,
): Placer {
  const texts = new Map<Parameters<FilterText>[0], string>();
  const write: FilterText = (what, values) => {
    if (what === 'all') {
      const known = columns ?? guessed(filters);
      const dated = dateColumn(known);
      const all = dated ? [...filters, ...rangeFilters(range, dated.name, now)] : filters;
      return `(${conditions(all, unique(known), values).join(' and ') || 'true'})`;
    }
    const name = `d${Object.keys(values).length + 1}`;
    values[name] = edgeOf(range, what, now);
    return `cast($${name} as timestamp)`;
  };
  return {
    hasEdge: () => texts.has('from') || texts.has('to'),
    text(what, values) {
      const text = texts.get(what) ?? write(what, values);
      texts.set(what, text);
      return text;
    },
  };
}

const unique = (columns: readonly Column[]): Column[] => [
  ...new Map(columns.map((each) => [each.name, each])).values(),
];

const isNumber = (value: Json): boolean => typeof value === 'number' || numberIn(value) !== undefined;

/** Columns as the filters take them to be; the range is one of `timestamp`. */
function guessed(filters: readonly Condition[]): Column[] {
  const typeOf = ({ operator, values, isDate }: Filter): CellType => {
    if (isDate) return 'datetime';
    if (values.every((value) => typeof value === 'number')) return 'number';
    if (!/^([gl]te?|between)$/.test(operator)) return 'string';
    return values.every(isNumber) ? 'number' : 'datetime';
  };
  const named = filtersOf(filters).map((each): Column => ({ name: each.field, type: typeOf(each) }));
  return [{ name: 'timestamp', type: 'datetime' }, ...named.filter(({ name }) => name !== 'timestamp')];
}
