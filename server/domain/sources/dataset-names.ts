import type { Json } from '../../../components/model/widget.ts';
import type { Dataset, Widget } from '../model.ts';
import { slugify } from '../slug.ts';

/** Most characters of a table's name before its number. */
const MAX_TABLE_NAME = 60;

/** Whether a widget shows the dataset, which it may name by id, name or table. */
export function isShownBy({ id, name, tableName }: Dataset, widget: Pick<Widget, 'source' | 'config'>): boolean {
  const named = namedBy(widget);
  return named !== undefined && [`${id}`, name.toLowerCase(), tableName].includes(`${named}`.toLowerCase());
}

/** How a widget names its dataset: next to its source, or in its config when that has no SQL. */
function namedBy({ source, config }: Pick<Widget, 'source' | 'config'>): Json | undefined {
  const { sql = source === null ? config.sql : undefined, dataset_id: id, dataset = config.dataset_id } = source ?? {};
  return sql === undefined ? (id ?? dataset) : undefined;
}

/** Lists the first three by name, for error messages. */
export function titlesOf(widgets: readonly { id: number; title: string }[]): string {
  const shown = widgets.slice(0, 3).map(({ id, title }) => `card ${id}${title ? ` (${title})` : ''}`);
  const more = widgets.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** The first table name for a dataset of this name that is not taken. */
export function freeTableName(name: string, taken: ReadonlySet<string>): string {
  const slug = slugify(name).replaceAll('-', '_').slice(0, MAX_TABLE_NAME).replace(/_$/, '') || 'dataset';
  const base = /^\d/.test(slug) ? `d_${slug}` : slug;
  for (let number = 1; ; number += 1) {
    const choice = number === 1 ? base : `${base}_${number}`;
    if (!taken.has(choice)) return choice;
  }
}
