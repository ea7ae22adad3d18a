import type { Context } from '../context.ts';
import { conflict, DomainError, notFound } from '../errors.ts';
import type { Dataset, Principal } from '../model.ts';
import type { Tables } from '../ports.ts';
import { requireCreator, requireScope } from '../rights.ts';
import { integerIssue, nameIssue, refuse } from '../validate.ts';
import { freeTableName, isShownBy, titlesOf } from './dataset-names.ts';
import type { DatasetBuild, DatasetEngine, Query, QueryOptions, QueryResult, Upload } from './queries.ts';

export interface DatasetDraft {
  name: string;
  upload: Upload;
}

/**
 * The workspace's tables of rows, as data for widgets. Every member may read them; those who may create dashboards may
 * change them. Rows are always replaced as a whole: readers see either the old ones or the new ones.
 * Without an engine, everything that needs rows throws DomainError `unavailable`.
 */
export interface Datasets {
  /** By name. */
  list(principal: Principal): Promise<Dataset[]>;
  /** @throws DomainError `not_found` */
  byId(principal: Principal, id: number): Promise<Dataset>;
  /**
   * Its table is named like it: lower-case Latin letters and digits in groups joined by `_` (`Sales 2026, €` becomes
   * `sales_2026`), with `d_` before a digit, and `_2`, `_3`, … after it when the name is taken.
   * @throws DomainError `conflict` when there is a dataset of this name; `invalid` when the rows cannot be read, naming
   * the line, the row or the column; `too_large` when there are too many
   */
  create(principal: Principal, draft: DatasetDraft, signal?: AbortSignal): Promise<Dataset>;
  /** The table keeps its name, so that queries on it stay valid. @throws DomainError `conflict` */
  rename(principal: Principal, id: number, name: string): Promise<Dataset>;
  /** Adds rows of the same columns, in any order; a column of whole numbers may become one of numbers. */
  append(principal: Principal, id: number, upload: Upload, signal?: AbortSignal): Promise<Dataset>;
  /** Replaces all rows and columns. */
  replace(principal: Principal, id: number, upload: Upload, signal?: AbortSignal): Promise<Dataset>;
  /** The first rows, in the order they came. @throws DomainError `invalid` for a limit that is not 1 to 100 */
  preview(principal: Principal, id: number, limit?: number, signal?: AbortSignal): Promise<QueryResult>;
  /** Runs any query on the workspace's datasets, for those who may change them. */
  query(principal: Principal, query: Query, options?: QueryOptions): Promise<QueryResult>;
  /** @throws DomainError `conflict` while a widget shows it */
  remove(principal: Principal, id: number): Promise<void>;
}

const MAX_PREVIEW = 100;
/** Most datasets per workspace. */
const MAX_DATASETS = 500;
/** How often a change is retried when another process was quicker. */
const TRIES = 4;

export function createDatasets(ctx: Context): Datasets {
  const { store, now } = ctx;
  /** The last pending change of each dataset: changes of one process queue up, those of several compete. */
  const changing = new Map<number, Promise<unknown>>();

  function engine(): DatasetEngine {
    if (ctx.datasetEngine) return ctx.datasetEngine;
    throw new DomainError('unavailable', 'This server does not support datasets.', { subject: 'dataset' });
  }

  const requireRead = (principal: Principal) =>
    requireScope(principal, 'dashboard:read', 'workspace', principal.workspaceId);

  async function find({ workspaceId }: Principal, id: number): Promise<Dataset> {
    const dataset = await store.datasets.get({ id, workspaceId });
    if (!dataset) throw notFound('dataset', id);
    return dataset;
  }

  /** One change of a dataset at a time. */
  async function serially<T>(id: number, run: () => Promise<T>): Promise<T> {
    const before = changing.get(id);
    const result = (async () => {
      await before?.catch(() => undefined);
      return run();
    })();
    changing.set(id, result);
    try {
      return await result;
    } finally {
      if (changing.get(id) === result) changing.delete(id);
    }
  }

  /** Works on a dataset's file; retried when another process replaced the file meanwhile. */
  async function current<T>(
    principal: Principal,
    id: number,
    work: (dataset: Dataset) => Promise<T | undefined>,
  ): Promise<T> {
    for (let left = TRIES; left > 0; left -= 1) {
      const dataset = await find(principal, id);
      try {
        const done = await work(dataset);
        if (done !== undefined) return done;
      } catch (error) {
        if (left === 1 || (await find(principal, id)).file === dataset.file) throw error;
      }
    }
    throw conflict('dataset', 'somebody else changed the dataset at the same time; try again');
  }

  /** Builds a new file and points the dataset to it, then deletes the old one. */
  const change = (
    principal: Principal,
    id: number,
    build: (dataset: Dataset) => Promise<DatasetBuild>,
  ): Promise<Dataset> =>
    serially(id, () =>
      current(principal, id, async (dataset) => {
        const { workspaceId, file } = dataset;
        const built = await build(dataset);
        const patch = { ...fieldsOf(built), updatedAt: now() };
        const kept = await keep(workspaceId, built, () => store.datasets.update({ id, workspaceId, file }, patch));
        if (kept > 0) await told(workspaceId);
        await discard(workspaceId, kept > 0 ? file : built.file);
        return kept > 0 ? { ...dataset, ...patch } : undefined;
      }),
    );

  /** Deletes the new file when the store write fails. */
  async function keep<T>(workspaceId: number, { file }: DatasetBuild, write: () => Promise<T>): Promise<T> {
    try {
      return await write();
    } catch (error) {
      await discard(workspaceId, file);
      throw error;
    }
  }

  const told = (workspaceId: number): Promise<void> => ctx.announce({ kind: 'dataset', workspaceId });

  /** What cannot be deleted now is deleted some time after the next start. */
  const discard = (workspaceId: number, file: string): Promise<void> =>
    engine()
      .discard(workspaceId, file)
      .catch(() => undefined);

  async function refuseTaken(tables: Tables, workspaceId: number, name: string, except?: number): Promise<Dataset[]> {
    const others = await tables.datasets.list({ workspaceId });
    const isTaken = others.some((other) => other.id !== except && other.name.toLowerCase() === name.toLowerCase());
    if (isTaken) throw conflict('name', 'another dataset has this name');
    return others;
  }

  /** The workspace's datasets, once it is clear that one more of this name fits. */
  async function requireRoom(tables: Tables, workspaceId: number, name: string): Promise<Dataset[]> {
    const others = await refuseTaken(tables, workspaceId, name);
    if (others.length >= MAX_DATASETS)
      throw conflict('datasets', `a workspace can have at most ${MAX_DATASETS} datasets`);
    return others;
  }

  return {
    async list(principal) {
      requireRead(principal);
      return store.datasets.list({ workspaceId: principal.workspaceId }, { orderBy: ['name', 'id'] });
    },

    async byId(principal, id) {
      requireRead(principal);
      return find(principal, id);
    },

    async create(principal, { name, upload }, signal) {
      requireCreator(principal);
      refuse(nameIssue('name', name));
      const { workspaceId } = principal;
      await requireRoom(store, workspaceId, name);
      const built = await engine().build(workspaceId, upload, { signal });
      const add = async (tables: Tables) => {
        const taken = new Set((await requireRoom(tables, workspaceId, name)).map(({ tableName }) => tableName));
        const at = now();
        return tables.datasets.insert({
          ...{ workspaceId, name, tableName: freeTableName(name, taken) },
          ...fieldsOf(built),
          ...{ createdAt: at, updatedAt: at },
        });
      };
      const made = await keep(workspaceId, built, () => ctx.aloneIn(workspaceId, add));
      await told(workspaceId);
      return made;
    },

    async rename(principal, id, name) {
      requireCreator(principal);
      const dataset = await find(principal, id);
      refuse(nameIssue('name', name));
      const { workspaceId } = principal;
      const patch = { name, updatedAt: now() };
      await ctx.aloneIn(workspaceId, async (tables) => {
        await refuseTaken(tables, workspaceId, name, id);
        await tables.datasets.update({ id }, patch);
      });
      await told(workspaceId);
      return { ...dataset, ...patch };
    },

    async append(principal, id, upload, signal) {
      requireCreator(principal);
      const build = ({ workspaceId, file }: Dataset) => engine().build(workspaceId, upload, { onto: file, signal });
      return change(principal, id, build);
    },

    async replace(principal, id, upload, signal) {
      requireCreator(principal);
      return change(principal, id, ({ workspaceId }) => engine().build(workspaceId, upload, { signal }));
    },

    async preview(principal, id, limit = MAX_PREVIEW, signal) {
      requireRead(principal);
      refuse(integerIssue('limit', limit, 1, MAX_PREVIEW));
      return current(principal, id, ({ workspaceId, file }) => engine().preview(workspaceId, file, limit, { signal }));
    },

    async query(principal, query, options) {
      requireCreator(principal);
      return engine().query(principal.workspaceId, query, options);
    },

    async remove(principal, id) {
      requireCreator(principal);
      const { workspaceId } = principal;
      await serially(id, async () => {
        const dataset = await find(principal, id);
        await store.transaction(async (tables) => {
          const columns = ['id', 'title', 'source', 'config'] as const;
          const widgets = await tables.widgets.list({ workspaceId, deletedAt: null }, { columns });
          const using = widgets.filter((widget) => isShownBy(dataset, widget));
          if (using.length > 0) throw conflict('dataset_in_use', `the dataset is used by ${titlesOf(using)}`);
          await tables.datasets.delete({ id, workspaceId });
        });
        await told(workspaceId);
        await discard(workspaceId, dataset.file);
      });
    },
  };
}

const fieldsOf = ({ file, columns, rowCount, bytes }: DatasetBuild) => {
  return { file, schema: columns.map(({ name, type }) => ({ name, type })), rowCount, bytes };
};
