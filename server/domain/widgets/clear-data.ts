import type { Widget } from '../model.ts';
import type { Tables } from '../ports.ts';

/** Removes a widget's data. Writing the row before reading its version locks it, so that no push comes in between. */
export async function clearData(
  tables: Tables,
  id: number,
): Promise<Pick<Widget, 'data' | 'dataUpdatedAt' | 'version'>> {
  const nothing = { data: null, dataUpdatedAt: null };
  await tables.widgets.update({ id }, nothing);
  const { version: before = 0 } = (await tables.widgets.get({ id }, { columns: ['version'] })) ?? {};
  const version = before + 1;
  await tables.widgets.update({ id }, { version });
  return { ...nothing, version };
}

const askedBy = ({ type, givenType, config, source }: Partial<Widget>): string =>
  JSON.stringify([type, givenType, config, source]);

/** The source's error after a patch: an error about the old question is dropped with it. */
export function sourceErrorAfter(widget: Widget, patch: Partial<Widget>): Partial<Widget> {
  const isAnother = widget.sourceError !== null && askedBy(widget) !== askedBy({ ...widget, ...patch });
  return isAnother ? { sourceError: null } : {};
}
