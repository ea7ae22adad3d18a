import type { Widget } from '../model.ts';
import type { Tables } from '../ports.ts';

/** Takes the data of a widget away. Its row is written, hence locked, before the version is read: no push comes between. */
export async function clearData(
  tables: Tables,
  id: number,
): Promise<Pick<Widget, 'data' | 'dataUpdatedAt' | 'version'>> {
  const nothing = { data: null, dataUpdatedAt: null };
  await tables.widgets.update({ id }, nothing);
  const { version: before = 0 } = (await tables.widgets.get({ id })) ?? {};
  const version = before + 1;
  await tables.widgets.update({ id }, { version });
  return { ...nothing, version };
}

const askedBy = ({ type, givenType, config, source }: Partial<Widget>): string =>
  JSON.stringify([type, givenType, config, source]);

/** What was wrong with a widget's source was wrong with its question: it goes with that. */
export function sourceErrorAfter(widget: Widget, patch: Partial<Widget>): Partial<Widget> {
  const isAnother = widget.sourceError !== null && askedBy(widget) !== askedBy({ ...widget, ...patch });
  return isAnother ? { sourceError: null } : {};
}
