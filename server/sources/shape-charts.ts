import type { Json, JsonObject } from '../../components/model/widget.ts';
import { calendarOf } from './calendar.ts';
import type { Roles } from './fields.ts';
import { type Cells, columnNamed, type Frame, figure, figures, requiredColumn, unfit, words } from './frame.ts';

/** How an answer becomes the data of a type; `null` when it tells nothing. */
export type Shape = (frame: Frame, config: JsonObject, roles: Roles) => JsonObject | null;

/** Series of a chart; more are no chart. */
const MAX_SERIES = 100;

const label = (cell: Json | undefined): string | number => (typeof cell === 'number' ? cell : words(cell));

const repeats = (cells: readonly unknown[]): boolean => new Set(cells).size < cells.length;

/** Whether two columns tell rows apart, be they years or hours, and neither of them does alone. */
function areCrossed({ columns: [first, second, third, more], rows }: Frame): boolean {
  if (!first || !second || !third?.isNumeric || more) return false;
  const pairs = rows.map(([one, other]) => JSON.stringify([one, other]));
  return repeats(first.cells) && repeats(second.cells) && !repeats(pairs);
}

/** The column of labels: the one that was named, the first that holds no figures, or the first of several. */
function axis({ columns, ...frame }: Frame, { dimensions: [x] }: Roles): Cells | undefined {
  if (x !== undefined) return requiredColumn({ columns, ...frame }, x);
  const [first, second] = columns;
  if (areCrossed({ columns, ...frame }) && !second?.isNumeric) return first;
  return columns.find(({ isNumeric }) => !isNumeric) ?? (columns.length > 1 ? columns[0] : undefined);
}

function measuresOf(frame: Frame, { measures }: Roles, not: readonly (Cells | undefined)[]): Cells[] {
  if (measures.length > 0) return measures.map((name) => requiredColumn(frame, name));
  const found = frame.columns.filter((column) => column.isNumeric && !not.includes(column));
  if (found.length > 0) return found;
  // Nothing says what a column without a row holds.
  const rest = frame.columns.filter((column) => !not.includes(column));
  if (frame.rows.length === 0 || rest.length === 0) return rest;
  throw unfit(`none of the columns ${rest.map(({ name }) => name).join(', ')} contains numbers`);
}

/** The series that rows of `x, series, y` come to: the column that splits them, `undefined` where nothing does. */
function splitBy(frame: Frame, { series: [name], measures }: Roles, x: Cells | undefined): Cells | undefined {
  if (name !== undefined) return requiredColumn(frame, name);
  const [first, middle, last] = frame.columns;
  const isTriple = frame.columns.length === 3 && first === x && measures.length < 2;
  if (!isTriple || !middle || !last?.isNumeric) return undefined;
  const isFigure = measures.some((measure) => columnNamed(frame, measure) === middle);
  return !middle.isNumeric || (areCrossed(frame) && !isFigure) ? middle : undefined;
}

/** Cells of a column by the label of their row and the name of their series. */
function pivoted(frame: Frame, x: Cells | undefined, split: Cells, y: Cells) {
  const rows = frame.rows.map((_, index) => ({
    label: label(x?.cells[index] ?? index + 1),
    series: words(split.cells[index]),
    value: figure(y.name, y.cells[index]),
  }));
  const found = [...new Set(rows.map((row) => row.label))];
  // What the first series leaves out comes up behind its end.
  const isNewestFirst = found.every((each, at) => at === 0 || each < (found[at - 1] as string | number));
  const labels = x?.isTime && !isNewestFirst ? found.sort() : found;
  const names = [...new Set(rows.map((row) => row.series))];
  if (names.length > MAX_SERIES) throw unfit(`has more than ${MAX_SERIES} series`, split.name);
  const places = new Map(labels.map((each, index) => [each, index]));
  const lines = new Map(names.map((name) => [name, labels.map((): number | null => null)]));
  for (const row of rows) (lines.get(row.series) as (number | null)[])[places.get(row.label) as number] = row.value;
  return { labels, lines };
}

/** Labels, and a line a column of figures; or one a word of the column that splits them. */
export const chart: Shape = (frame, config, roles) => {
  if (config.chart_type === 'scatter') return scatter(frame, config, roles);
  const x = axis(frame, roles);
  const split = splitBy(frame, roles, x);
  const columns = measuresOf(frame, roles, [x, split]);
  const [y] = columns;
  if (split && y) {
    const { labels, lines } = pivoted(frame, x, split, y);
    return { labels, datasets: [...lines].map(([name, data]) => ({ label: name, data })) };
  }
  return {
    labels: frame.rows.map((_, index) => label(x?.cells[index] ?? index + 1)),
    datasets: columns.map((column) => ({ label: column.name, data: figures(column) })),
  };
};

const scatter: Shape = (frame, _config, roles) => {
  const numeric = frame.columns.filter(({ isNumeric }) => isNumeric);
  const x = roles.dimensions[0] === undefined ? numeric[0] : requiredColumn(frame, roles.dimensions[0]);
  const y =
    roles.measures[0] === undefined ? numeric.find((column) => column !== x) : requiredColumn(frame, roles.measures[0]);
  if (!x || !y) throw unfit('a scatter chart needs two columns of numbers');
  const split = roles.series[0] === undefined ? undefined : requiredColumn(frame, roles.series[0]);
  const lines = new Map<string, Json[]>();
  frame.rows.forEach((_, index) => {
    const [at, value] = [figure(x.name, x.cells[index]), figure(y.name, y.cells[index])];
    if (at === null || value === null) return;
    const name = split ? words(split.cells[index]) : y.name;
    const line = lines.get(name) ?? [];
    lines.set(name, line);
    line.push({ x: at, y: value });
  });
  if (lines.size > MAX_SERIES) throw unfit(`has more than ${MAX_SERIES} series`, split?.name);
  return { labels: [], datasets: [...lines].map(([name, data]) => ({ label: name, data })) };
};

/**
 * Rows of `x, y, value` as a matrix, and days with one figure each as a calendar; else the first column names the lines
 * and each column of figures is one across.
 */
export const heatmap: Shape = (frame, config, roles) => {
  const [first, second, third] = frame.columns;
  const value =
    roles.measures[0] === undefined ? columnNamed(frame, 'value') : requiredColumn(frame, roles.measures[0]);
  const isTriple =
    areCrossed(frame) || (frame.columns.length === 3 && first && second && third?.isNumeric && !second.isNumeric);
  if (isTriple || (value && frame.columns.length === 3)) {
    const cells = value ?? (third as Cells);
    const others = frame.columns.filter((column) => column !== cells);
    const [x, y] = [axis({ ...frame, columns: others }, roles) as Cells, others];
    const split = y.find((column) => column !== x) as Cells;
    const { labels, lines } = pivoted(frame, x, split, cells);
    return { x: labels, y: [...lines.keys()], values: [...lines.values()] };
  }
  const x = axis(frame, roles);
  const columns = measuresOf(frame, roles, [x]);
  const lines = columns.map(figures);
  const calendar = lines.length === 1 && x?.isTime && calendarOf(x.cells.map(words), lines[0] ?? [], config.locale);
  if (calendar) return calendar;
  return {
    x: columns.map(({ name }) => name),
    y: frame.rows.map((_, index) => label(x?.cells[index] ?? index + 1)),
    values: frame.rows.map((_, index) => lines.map((line) => line[index] ?? null)),
  };
};
