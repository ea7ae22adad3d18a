import { parse } from '../../components/model/parse.ts';
import { types } from '../../components/model/types/index.ts';
import type { Json, JsonObject } from '../../components/model/widget.ts';
import { entryOf } from '../domain/json.ts';
import type { QueryResult } from '../domain/sources/queries.ts';
import { type Roles, rolesOf } from './fields.ts';
import {
  type Cells,
  columnNamed,
  type Frame,
  fieldsNamed,
  figure,
  figures,
  firstFigures,
  frameOf,
  requiredColumn,
  unfit,
  words,
} from './frame.ts';
import { chart, heatmap, type Shape } from './shape-charts.ts';
import { countdown, markdown, ofRow, status, texts, timeline } from './shape-words.ts';

/** The measure that the config names, else the first column with figures. */
const measured = (frame: Frame, { measures }: Roles): Cells =>
  measures[0] === undefined ? firstFigures(frame) : requiredColumn(frame, measures[0]);

/**
 * One figure, and beside it what it is compared with: the next figure of the row, or of the column. A column of
 * figures over time is a course: its latest is the figure, the one before is what it is compared with.
 */
const number = ofRow((frame, _config, roles) => {
  const main = measured(frame, roles);
  const known = figures(main);
  const time = frame.columns.find((column) => column.isTime && column !== main);
  const isCourse = known.length > 1 && (time !== undefined || (frame.columns.length === 1 && known.length > 2));
  if (isCourse) {
    const isNewestFirst = time !== undefined && words(time.cells[0]) > words(time.cells.at(-1));
    const series = isNewestFirst ? known.toReversed() : known;
    const [value2, value1] = series.slice(-2);
    return value1 == null ? null : { value1, ...(value2 != null && { value2 }), series };
  }
  const [value1, below] = known;
  if (value1 == null) return null;
  const other = frame.columns.find((column) => column.isNumeric && column !== main);
  const value2 = other ? figures(other)[0] : below;
  const captions = frame.columns.filter((column) => !column.isNumeric && !column.isTime).map(({ cells }) => cells);
  const [text1, text2 = captions[0]?.[1]] = [captions[0]?.[0], captions[1]?.[0]].map((cell) => cell ?? undefined);
  return {
    value1,
    ...(value2 != null && { value2 }),
    ...(text1 !== undefined && { text1: words(text1) }),
    ...(text2 != null && value2 != null && { text2: words(text2) }),
  };
});

const shown = (frame: Frame, { columns }: Roles): readonly Cells[] =>
  columns.length > 0 ? columns.map((name) => requiredColumn(frame, name)) : frame.columns;

/** Names of columns whose figures count nothing: 2024 is a year, and 2,024 is not. */
const CODE = /(?:^|[_\s-])(?:id|year|zip)$/i;

const table: Shape = (frame, _config, roles) => {
  const list = shown(frame, roles);
  const keys = list.map(({ name }, index) => {
    const isTaken = list.findIndex((other) => other.name === name) < index;
    return isTaken ? `${name}_${index + 1}` : name;
  });
  return {
    columns: list.map(({ name, isNumeric }, index) => ({
      key: keys[index] as string,
      label: name,
      ...(isNumeric && CODE.test(name) && { type: 'text', align: 'end' }),
    })),
    rows: frame.rows.map((row) => list.map((column) => row[frame.columns.indexOf(column)] ?? null)),
  };
};

/** Pairs of a label and a figure. */
function pairs(frame: Frame, roles: Roles): { name: string; value: number | null }[] {
  const asked = roles.measures[0] === undefined ? undefined : measured(frame, roles);
  const label = frame.columns.length > 1 ? labelled(frame, roles, asked) : undefined;
  const main = asked ?? firstFigures({ ...frame, columns: frame.columns.filter((column) => column !== label) });
  return frame.rows.map((_, index) => ({
    name: label ? words(label.cells[index]) : `${index + 1}`,
    value: figure(main.name, main.cells[index]),
  }));
}

/** What names the rows: words, even those that look like figures, or else what comes first. */
const naming = (columns: readonly Cells[]): Cells | undefined =>
  columns.find(({ isNumeric }) => !isNumeric) ?? columns.find(({ type }) => type !== 'number') ?? columns[0];

const labelled = (frame: Frame, { dimensions: [name] }: Roles, not: Cells | undefined): Cells | undefined =>
  name !== undefined
    ? requiredColumn(frame, name)
    : (columnNamed(frame, 'name', 'label') ?? naming(frame.columns.filter((column) => column !== not)));

const plain = (cell: Json | undefined): string | number => (typeof cell === 'number' ? cell : words(cell));

/** Names and values; one row with many columns lies on its side. */
const list: Shape = (frame, _config, roles) => {
  const columns = shown(frame, roles);
  const [row] = frame.rows;
  if (row && frame.rows.length === 1 && columns.length > 2)
    return {
      items: columns.map((column) => ({ name: column.name, value: plain(row[frame.columns.indexOf(column)]) })),
    };
  const name = naming(columns);
  const others = columns.filter((column) => column !== name);
  const value = others.find((column) => column.isNumeric) ?? others[0];
  return {
    items: frame.rows.map((_, index) => ({
      name: words(name?.cells[index]),
      ...(value && { value: plain(value.cells[index]) }),
    })),
  };
};

const gauge = ofRow((frame, _config, roles) => {
  const { min, max } = fieldsNamed('min', 'max')(frame);
  const main = columnNamed(frame, 'value') ?? measured(frame, roles);
  const value = figures(main)[0];
  if (value == null) return null;
  return { value, ...(min != null && { min: figure('min', min) }), ...(max != null && { max: figure('max', max) }) };
});

const progress = ofRow((frame, config, roles) => {
  const main = columnNamed(frame, 'current') ?? measured(frame, roles);
  const current = figures(main)[0];
  if (current == null) return null;
  const end = columnNamed(frame, 'max') ?? frame.columns.find((column) => column.isNumeric && column !== main);
  const max = end ? figures(end)[0] : figure('config.max', config.max ?? config.goal ?? 100);
  const start = columnNamed(frame, 'min');
  const min = start && start !== end ? figures(start)[0] : undefined;
  return { current, ...(min != null && { min }), max: max ?? 100 };
});

const boxes: Shape = (frame, _config, roles) => {
  const many = frame.columns.filter((column) => column.isNumeric);
  if (frame.rows.length === 1 && many.length > 1)
    return { values: many.map((column) => ({ label: column.name, value: figures(column)[0] ?? null })) };
  return { values: pairs(frame, roles).map(({ name, value }) => ({ label: name, value })) };
};

const leaderboard: Shape = (frame, _config, roles) => {
  const marks = ['trend', 'status'].flatMap((name) => columnNamed(frame, name) ?? []);
  const name = labelled(frame, roles, undefined);
  const values = frame.columns.filter((column) => column !== name && !marks.includes(column));
  return {
    board: frame.rows.map((_, index) => ({
      name: words(name?.cells[index]),
      values: values.map(({ cells }) => plain(cells[index])),
      ...Object.fromEntries(marks.map((mark) => [mark.name.toLowerCase(), words(mark.cells[index])])),
    })),
  };
};

/** How an answer becomes the data of each type. */
const SHAPES: Readonly<Record<string, Shape>> = {
  number,
  chart,
  heatmap,
  table,
  list,
  gauge,
  progress,
  boxes,
  leaderboard,
  timeline,
  status,
  funnel: (frame, _config, roles) => ({
    funnel: pairs(frame, roles).map(({ name, value }) => ({ name, value: value ?? 0 })),
  }),
  text: texts('text1', 'text2', 'text3', 'text4'),
  html: texts('html1', 'html2', 'html3', 'html4'),
  image: texts('source', 'caption'),
  embed: texts('url'),
  countdown,
  markdown,
};

/**
 * What a question was answered with, as the data of a widget's type; `null` where it was answered with nothing, as the
 * sum of no rows is. The config may name the columns (see `rolesOf`).
 * @throws DomainError `invalid` that names the column; never gives what is no number for a number
 */
export function shape(type: string, config: JsonObject, result: QueryResult): JsonObject | null {
  const draw = entryOf(SHAPES, type);
  if (!draw) throw unfit(`a widget of type ${type} cannot be filled by rows`);
  const data = draw(frameOf(result), config, rolesOf(config, result.columns));
  const spec = types[type];
  const issue = spec && parse(spec, config, data).issues.find(({ path }) => path.startsWith('data'));
  if (issue) throw unfit(`${issue.path}: ${issue.message}`, result.columns[0]?.name);
  return data;
}
