import type { Json, JsonObject } from '../../components/model/widget.ts';
import type { Roles } from './fields.ts';
import { columnNamed, type Frame, fieldsNamed, unfit, words } from './frame.ts';
import type { Shape } from './shape-charts.ts';

/** For shapes of a single row: no data when there are no rows. */
export const ofRow = (draw: Shape) => (frame: Frame, config: JsonObject, roles: Roles) =>
  frame.rows.length > 0 ? draw(frame, config, roles) : null;

/** Timeline entries, with their time from the first column that holds times. */
export const timeline: Shape = (frame) => {
  const time = columnNamed(frame, 'timestamp') ?? frame.columns.find((column) => column.isTime);
  if (!time) throw unfit('no column contains dates or times');
  const texts = frame.columns.filter((column) => column !== time);
  const title = columnNamed(frame, 'title', 'name') ?? texts[0];
  const more = ['content', 'image', 'link'].flatMap((name) => columnNamed(frame, name) ?? []);
  const rest = more.length > 0 ? more : texts.filter((column) => column !== title).slice(0, 1);
  return {
    entries: frame.rows.map((_, index) => ({
      title: words(title?.cells[index]),
      ...Object.fromEntries(
        rest.flatMap((column): [string, Json][] => {
          const text = words(column.cells[index]);
          return text === '' ? [] : [[more.includes(column) ? column.name.toLowerCase() : 'content', text]];
        }),
      ),
      timestamp: words(time.cells[index]),
    })),
  };
};

/** The words for each light; anything else is the fourth, unknown. */
const LIGHTS: readonly RegExp[] = [
  /^(ok|up|green|good|true|0)$/,
  /^(error|down|red|bad|fail(ed)?|false|1)$/,
  /^(warn(ing)?|yellow|amber|degraded|2)$/,
];

/** The light and its caption, from the first row. */
export const status = ofRow((frame) => {
  const main = columnNamed(frame, 'status') ?? frame.columns[0];
  const text = columnNamed(frame, 'text') ?? frame.columns.find((column) => column !== main);
  const at = LIGHTS.findIndex((light) => light.test(words(main?.cells[0]).toLowerCase()));
  const caption = words(text?.cells[0]);
  return { status: at < 0 ? 3 : at, ...(caption && { text: caption }) };
});

/** Text fields from the first row: columns by the names of the fields, or else in their order. */
export const texts =
  (...names: readonly string[]): Shape =>
  (frame) => {
    const named = fieldsNamed(...names)(frame);
    const [row = []] = frame.rows;
    const fields =
      Object.keys(named).length > 0 ? Object.entries(named) : names.map((name, at) => [name, row[at]] as const);
    const told = fields.flatMap(([name, cell]) => (words(cell) === '' ? [] : [[name, words(cell)]]));
    return told.length > 0 ? Object.fromEntries(told) : null;
  };

/** The time in the first cell. */
export const countdown: Shape = ({ rows: [[time = null] = []] }) =>
  time === null ? null : { target_datetime: words(time).replace('T', ' ').slice(0, 19) };

/** The first cell of each row as a paragraph. */
export const markdown: Shape = (frame) => ({ body: frame.rows.map((row) => words(row[0])).join('\n\n') });
