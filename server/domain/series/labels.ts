import type { Context } from '../context.ts';
import type { Series } from '../model.ts';
import type { Secrets, Tables } from '../ports.ts';

/** Digits of a label nobody chose. */
const LABEL_DIGITS = 10;

/** A label nobody chose; most likely nobody has it. */
export const freshLabel = (secrets: Secrets): string =>
  BigInt(`0x1${secrets.hex(6)}`)
    .toString()
    .slice(-LABEL_DIGITS)
    .replace(/^0/, '1');

/** Gives a slot of a widget a series under a label of its own. */
export async function addSeries(
  { secrets, now }: Context,
  tables: Tables,
  place: Pick<Series, 'workspaceId' | 'widgetId' | 'slot'>,
): Promise<Series> {
  let label = freshLabel(secrets);
  while (await tables.series.get({ workspaceId: place.workspaceId, label })) label = freshLabel(secrets);
  return tables.series.insert({ ...place, label, createdAt: now() });
}

/**
 * Gives copies of widgets labels of their own where the originals have some: without a series behind each slot nobody
 * could push to them, nor a service fill them. `copies` goes from the original's id to the copy's.
 */
export async function relabel(ctx: Context, tables: Tables, copies: ReadonlyMap<number, number>): Promise<void> {
  const originals = await tables.series.list({ widgetId: [...copies.keys()] }, { orderBy: ['id'] });
  for (const { workspaceId, widgetId, slot } of originals)
    await addSeries(ctx, tables, { workspaceId, widgetId: copies.get(widgetId as number) as number, slot });
}
