import type { Widget } from './model.ts';
import type { Tables } from './ports.ts';

/** Takes the data of a widget away. Its row is written, hence locked, before the version is read: no push comes between. */
export async function wipe(tables: Tables, id: number): Promise<Pick<Widget, 'data' | 'dataUpdatedAt' | 'version'>> {
  const nothing = { data: null, dataUpdatedAt: null };
  await tables.widgets.update({ id }, nothing);
  const { version: before = 0 } = (await tables.widgets.get({ id })) ?? {};
  const version = before + 1;
  await tables.widgets.update({ id }, { version });
  return { ...nothing, version };
}
