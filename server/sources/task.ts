import { createHash } from 'node:crypto';
import type { Dashboard, Dataset, Widget } from '../domain/model.ts';
import type { Table } from '../domain/ports.ts';
import { type Asked, filtersOfTile, type Overrides, type Question, questionKey, questionOf } from './question.ts';
import { meantBy, type Source, sourceOf } from './source-of.ts';

/** A widget that fills itself, and the question it asks. */
export interface Task {
  widget: Widget;
  dashboard: Asked & Pick<Dashboard, 'refreshInterval'>;
  source: Source;
  question: Question;
  /** The datasets it may speak of. */
  datasets: readonly Dataset[];
}

/** Stands for the dashboard of what is on none. */
export const NOWHERE: Task['dashboard'] = {
  parameters: null,
  variables: null,
  filters: null,
  extras: {},
  refreshInterval: 60,
};

/** Everything that decides what a task's answer is, as a hash: the rows it is about, too. */
export function fingerprintOf({ widget, source, question, datasets }: Task): string {
  const { type, givenType, config, source: given } = widget;
  const files = datasets.map(({ file }) => file);
  const text = JSON.stringify([type, givenType, config, given, source, questionKey(question), files]);
  return createHash('sha256').update(text).digest('base64url');
}

/** The datasets of a workspace, in an order that stays: fingerprints are made of it. */
export const datasetsOf = (
  { datasets }: { datasets: Pick<Table<Dataset>, 'list'> },
  { workspaceId }: { workspaceId: number },
): Promise<Dataset[]> => datasets.list({ workspaceId }, { orderBy: ['id'] });

/**
 * The task of a widget that fills itself, `undefined` for others.
 * @param all the datasets of its workspace
 */
export function taskOf(
  widget: Widget,
  dashboard: Task['dashboard'],
  all: readonly Dataset[],
  overrides: Overrides = {},
): Task | undefined {
  const source = sourceOf(widget);
  if (!source) return undefined;
  const filters = { ...overrides.filters, ...filtersOfTile(widget) };
  const question = questionOf(dashboard, { ...overrides, filters });
  return { widget, dashboard, source, question, datasets: meantBy(source, all) };
}
