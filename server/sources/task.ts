import { createHash } from 'node:crypto';
import type { Dashboard, Dataset, Widget } from '../domain/model.ts';
import type { Table } from '../domain/ports.ts';
import { type Asked, filtersOfTile, type Overrides, type Question, questionKey, questionOf } from './question.ts';
import { meantBy, type Source, sourceOf } from './source-of.ts';

/** The columns of a widget that its question is made of, and who asks it. */
export const ASKING = [
  ...(['id', 'workspaceId', 'dashboardId', 'key', 'type', 'givenType'] as const),
  ...(['config', 'source', 'sourceError', 'refreshInterval', 'extras'] as const),
];

/** A widget with a source, and the question it asks. */
export interface Task {
  widget: Pick<Widget, (typeof ASKING)[number]>;
  dashboard: Asked & Pick<Dashboard, 'refreshInterval'>;
  source: Source;
  question: Question;
  /** The datasets its SQL may use. */
  datasets: readonly Dataset[];
}

/** In place of a dashboard, for widgets on none. */
export const NOWHERE: Task['dashboard'] = {
  parameters: null,
  variables: null,
  filters: null,
  extras: {},
  refreshInterval: 60,
};

/** A hash of everything a task's result depends on, including the versions of its datasets. */
export function fingerprintOf({ widget, source, question, datasets }: Task): string {
  const { type, givenType, config, source: given } = widget;
  const files = datasets.map(({ file }) => file);
  const text = JSON.stringify([type, givenType, config, given, source, questionKey(question), files]);
  return createHash('sha256').update(text).digest('base64url');
}

/** The datasets of a workspace in a stable order, since fingerprints are made of them. */
export const datasetsOf = (
  { datasets }: { datasets: Pick<Table<Dataset>, 'list'> },
  { workspaceId }: { workspaceId: number },
): Promise<Dataset[]> => datasets.list({ workspaceId }, { orderBy: ['id'] });

/**
 * The task of a widget with a source, `undefined` for others.
 * @param all the datasets of its workspace
 */
export function taskOf(
  widget: Task['widget'],
  dashboard: Task['dashboard'],
  all: readonly Dataset[],
  overrides: Overrides = {},
): Task | undefined {
  const source = sourceOf(widget);
  if (!source) return undefined;
  const filters = { ...overrides.filters, ...filtersOfTile(widget) };
  const given = source.kind === 'sql' ? source.parameters : {};
  const question = questionOf(dashboard, { ...overrides, filters }, given);
  return { widget, dashboard, source, question, datasets: meantBy(source, all) };
}
