import type { Context } from '../context.ts';
import type { Series } from '../model.ts';
import type { Secrets, Tables } from '../ports.ts';

/** Digits of a label nobody chose. */
const LABEL_DIGITS = 10;

/** A label nobody chose; most likely nobody has it. */
const freshLabel = (secrets: Secrets): string =>
  BigInt(`0x1${secrets.hex(6)}`)
    .toString()
    .slice(-LABEL_DIGITS)
    .replace(/^0/, '1');

/** Slots of widgets that get a label. */
type Slot = Pick<Series, 'workspaceId' | 'widgetId' | 'slot'>;

/** Gives slots of widgets of one workspace a series each, under labels of their own. */
export async function addSeries({ secrets, now }: Context, tables: Tables, slots: readonly Slot[]): Promise<Series[]> {
  const labels = new Set<string>();
  while (labels.size < slots.length) {
    while (labels.size < slots.length) labels.add(freshLabel(secrets));
    const workspaceId = (slots[0] as Slot).workspaceId;
    for (const { label } of await tables.series.list({ workspaceId, label: [...labels] })) labels.delete(label);
  }
  const createdAt = now();
  return tables.series.insertAll([...labels].map((label, index) => ({ ...(slots[index] as Slot), label, createdAt })));
}

/**
 * Gives copies of widgets their own labels where the originals have some: without a series behind each slot nothing
 * could be pushed to them and no service could fill them. `copies` are pairs of an original's id and a copy's.
 */
export async function relabel(ctx: Context, tables: Tables, copies: readonly [number, number][]): Promise<void> {
  const originals = await tables.series.list({ widgetId: copies.map(([original]) => original) }, { orderBy: ['id'] });
  const byWidget = Map.groupBy(originals, ({ widgetId }) => widgetId);
  const slots = copies.flatMap(([original, widgetId]) =>
    (byWidget.get(original) ?? []).map(({ workspaceId, slot }) => ({ workspaceId, widgetId, slot })),
  );
  await addSeries(ctx, tables, slots);
}

/** Takes away series that no widget has any more, after the commit that made them so: those of years take their time. */
export async function discard({ store }: Context, seriesIds: readonly number[]): Promise<void> {
  for (const id of seriesIds) await store.samples.clear(id);
  await store.series.delete({ id: [...seriesIds], widgetId: null });
}
