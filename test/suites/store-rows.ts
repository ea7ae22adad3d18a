import type * as model from '../../server/domain/model.ts';
import type { Store, Table, Tables } from '../../server/domain/ports.ts';
import { type KindName, type Noun, nouns } from '../../server/store/schema.ts';

/** Plain rows for the store's tests, with a few fields set. */
export type Row = Record<string, unknown> & { id: number };
export type Draft = Omit<Row, 'id'>;

/** The noun each reference points to. */
export const references: Readonly<Record<string, Noun>> = {
  workspaceId: 'workspaces',
  userId: 'users',
  createdBy: 'users',
  groupId: 'groups',
  parentId: 'collections',
  collectionId: 'collections',
  dashboardId: 'dashboards',
  pageId: 'pages',
  widgetId: 'widgets',
  seriesId: 'series',
  modifiedBy: 'users',
  insightId: 'insights',
  accessTokenId: 'accessTokens',
};

const UNIQUE = new Set([
  ...['uuid', 'key', 'slug', 'publicId', 'hash'],
  ...['username', 'email', 'label', 'subject', 'subjectId', 'number'],
]);

export const nounNames = Object.keys(nouns) as Noun[];
export const tableOf = (tables: Tables, noun: Noun) => tables[noun] as unknown as Table<Row>;

/** Differs by process, so that two processes on one database choose different names. */
let serial = process.pid * 1_000_000;

/** A draft with new values in its unique fields. */
export function individual(draft: Draft): Draft {
  const result = { ...draft };
  for (const [field, value] of Object.entries(draft)) {
    if (!UNIQUE.has(field) || value === null) continue;
    result[field] = typeof value === 'number' ? ++serial : `${String(value).slice(0, 100)}-${++serial}`;
  }
  return result;
}

const PLAIN: Record<KindName, unknown> = { text: '', integer: 0, boolean: false, json: {} };

/** A row with default values, except for those given. */
export function plainRow<N extends Noun>(noun: N, given: Record<string, unknown> = {}): Draft {
  const draft: Draft = {};
  for (const [field, kind] of Object.entries<string>(nouns[noun]))
    if (field !== 'id') draft[field] = kind.endsWith('?') ? null : PLAIN[kind as KindName];
  return { ...individual(draft), ...given };
}

/** A widget with a series of `length` samples. */
export async function longSeries(store: Store, length: number): Promise<{ widgetId: number; seriesId: number }> {
  const ids = await family(store);
  const [widgetId, seriesId] = [ids.get('widgets') as number, ids.get('series') as number];
  await store.samples.delete({ seriesId });
  const samples = Array.from({ length }, (_, at) => ({ seriesId, at, value: at }));
  await store.writer.push({ widgetId, data: '{}', at: 1, samples });
  return { widgetId, seriesId };
}

/** One row of every noun, each belonging to those before. @returns their ids */
export async function family(tables: Tables): Promise<Map<Noun, number>> {
  const ids = new Map<Noun, number>();
  for (const noun of nounNames) {
    const given = Object.fromEntries(
      Object.keys(nouns[noun])
        .map((field) => [field, references[field]] as const)
        .filter(([, parent]) => parent && parent !== noun)
        .map(([field, parent]) => [field, ids.get(parent as Noun)]),
    );
    ids.set(noun, (await tableOf(tables, noun).insert(plainRow(noun, given))).id);
  }
  return ids;
}

/** A dashboard with widgets to push to. */
export async function board(tables: Tables, widgets: number): Promise<{ dashboardId: number; widgetIds: number[] }> {
  const { id: workspaceId } = await tables.workspaces.insert(plainRow('workspaces') as unknown as model.Workspace);
  const dashboard = plainRow('dashboards', { workspaceId }) as unknown as model.Dashboard;
  const { id: dashboardId } = await tables.dashboards.insert(dashboard);
  const { id: pageId } = await tables.pages.insert({ dashboardId, number: 1, name: 'One' });
  const widgetIds: number[] = [];
  for (let index = 0; index < widgets; index++) {
    const draft = plainRow('widgets', { workspaceId, dashboardId, pageId }) as unknown as model.Widget;
    widgetIds.push((await tables.widgets.insert(draft)).id);
  }
  return { dashboardId, widgetIds };
}
