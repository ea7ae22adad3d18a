import type { Json, JsonObject } from '../../../components/model/widget.ts';
import { objectOf } from '../../domain/json.ts';
import type { Widget } from '../../domain/model.ts';

/** A query's result in the original's format. */
export interface Tabular {
  columns: Json[];
  results: Json[][];
}

const listOf = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);

/** The series of a chart's data, however each is written. */
export const seriesIn = (data: JsonObject | null): { label: Json; points: Json[] }[] =>
  listOf(data?.datasets).map((each) => {
    const [label, values] = Array.isArray(each) ? each : [objectOf(each).label, objectOf(each).data];
    return { label: label ?? '', points: listOf(values) };
  });

/** The rows a widget was filled from, reconstructed from its data; `null` before it was filled. */
export function tabularOf({ data }: Pick<Widget, 'data'>): Tabular | null {
  if (data === null) return null;
  if (Array.isArray(data.rows)) {
    const columns = listOf(data.columns).map((column) => objectOf(column).label ?? objectOf(column).key ?? '');
    const keys = listOf(data.columns).map((column) => `${objectOf(column).key ?? ''}`);
    return {
      columns,
      results: data.rows.map((row) => (Array.isArray(row) ? row : keys.map((key) => objectOf(row)[key] ?? null))),
    };
  }
  if (Array.isArray(data.datasets)) {
    const series = seriesIn(data);
    return {
      columns: ['label', ...series.map(({ label }) => label)],
      results: listOf(data.labels).map((label, index) => [label, ...series.map(({ points }) => points[index] ?? null)]),
    };
  }
  if (Array.isArray(data.x) && Array.isArray(data.y) && Array.isArray(data.values)) {
    const { x, y, values } = data;
    const cells = y.flatMap((line, row) => x.map((name, at): Json[] => [name, line, listOf(values[row])[at] ?? null]));
    return { columns: ['x', 'y', 'value'], results: cells };
  }
  const [list] = ['items', 'funnel', 'values', 'entries'].flatMap((name) =>
    Array.isArray(data[name]) ? [data[name]] : [],
  );
  const records = (list ?? [data]).map(objectOf);
  const columns = [...new Set(records.flatMap((record) => Object.keys(record)))];
  return { columns, results: records.map((record) => columns.map((name) => record[name] ?? null)) };
}
