import type { Context } from '../context.ts';
import { notFound } from '../errors.ts';
import type { Widget } from '../model.ts';
import type { Tables } from '../ports.ts';
import { relabel } from '../series/labels.ts';
import { newAt, type Placing } from './placing.ts';

/** The columns of a widget that its copy is made from; its data, which may be a megabyte, is copied without being read. */
const COPIED = [
  ...(['id', 'type', 'givenType', 'title', 'config', 'slots', 'source', 'sourceError'] as const),
  ...(['x', 'y', 'w', 'h', 'refreshInterval', 'sound', 'extras'] as const),
];
type Copied = Pick<Widget, (typeof COPIED)[number]>;

/** A widget to copy. */
export interface Original {
  id: number;
  /** The page of the copy. */
  pageId: number;
  /** What is different about the copy. */
  changed?: ((widget: Copied) => Partial<Omit<Copied, 'id'>>) | undefined;
}

/** Widgets copied at once. */
const SLICE = 16;

/**
 * Copies widgets with their data, under new ids and labels. The caller checks access.
 * @returns the ids of the copies, in the order of the originals
 * @throws DomainError `not_found` when one is gone meanwhile
 */
export async function copyWidgets(
  ctx: Context,
  tables: Tables,
  originals: readonly Original[],
  placing: Omit<Placing, 'pageId'>,
): Promise<number[]> {
  const made: number[] = [];
  for (let start = 0; start < originals.length; start += SLICE) {
    const slice = originals.slice(start, start + SLICE);
    const rows = await tables.widgets.list({ id: slice.map(({ id }) => id) }, { columns: COPIED });
    const known = new Map(rows.map((row) => [row.id, row]));
    const copies = slice.map(({ id: of, pageId, changed }) => {
      const row = known.get(of);
      if (!row) throw notFound('widget', of);
      const { id: _, ...widget } = row;
      return { of, ...widget, ...newAt(ctx.secrets, { ...placing, pageId }), ...changed?.(row) };
    });
    made.push(...(await tables.widgets.copyAll(copies)));
  }
  const pairs = originals.map(({ id }, index): [number, number] => [id, made[index] as number]);
  await relabel(ctx, tables, pairs);
  return made;
}
