import type { Json } from '../../../components/model/widget.ts';
import type { Context } from '../context.ts';
import type { Datasets } from '../dataset-services.ts';
import { conflict, DomainError, notFound } from '../errors.ts';
import type { Dataset, Principal, Widget } from '../model.ts';
import type { Tables } from '../ports.ts';
import { requireCreator, requireScope } from '../rights.ts';
import { slugify } from '../slug.ts';
import { integerIssue, nameIssue, refuse } from '../validate.ts';
import type { DatasetBuild, DatasetEngine } from './queries.ts';

const MAX_PREVIEW = 100;
/** Most datasets of a workspace, and most characters of a table's name before its number. */
const MAX_DATASETS = 500;
const MAX_TABLE_NAME = 60;
/** How often a change is tried again that another process was faster than. */
const TRIES = 4;

export function createDatasets(ctx: Context): Datasets {
  const { store, now } = ctx;
  /** The last change of each dataset that has one under way: here they wait for each other, elsewhere they compete. */
  const changing = new Map<number, Promise<unknown>>();

  function engine(): DatasetEngine {
    if (ctx.datasetEngine) return ctx.datasetEngine;
    throw new DomainError('unavailable', 'This server keeps no datasets.', { subject: 'dataset' });
  }

  const requireRead = (principal: Principal) =>
    requireScope(principal, 'dashboard:read', 'workspace', principal.workspaceId);

  async function find({ workspaceId }: Principal, id: number): Promise<Dataset> {
    const dataset = Number.isSafeInteger(id) ? await store.datasets.get({ id, workspaceId }) : undefined;
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

  /** Works on a dataset's file, once more when another process has put a new one in its place meanwhile. */
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
    throw conflict('dataset', 'the dataset was changed by somebody else at the same time');
  }

  /** Builds a new file and lets the dataset name it; the old one is deleted when that is done. */
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

  /** Whatever cannot be written in the store leaves no file behind. */
  async function keep<T>(workspaceId: number, { file }: DatasetBuild, write: () => Promise<T>): Promise<T> {
    try {
      return await write();
    } catch (error) {
      await discard(workspaceId, file);
      throw error;
    }
  }

  const told = (workspaceId: number): Promise<void> => ctx.announce({ kind: 'dataset', workspaceId });

  /** A file that cannot be deleted is swept at the next start. */
  const discard = (workspaceId: number, file: string): Promise<void> =>
    engine()
      .discard(workspaceId, file)
      .catch(() => undefined);

  async function refuseTaken(tables: Tables, workspaceId: number, name: string, except?: number): Promise<Dataset[]> {
    const others = await tables.datasets.list({ workspaceId });
    const isTaken = others.some((other) => other.id !== except && other.name.toLowerCase() === name.toLowerCase());
    if (isTaken) throw conflict('name', 'there is a dataset of this name already');
    return others;
  }

  /** The datasets beside which there is room for one of this name. */
  async function requireRoom(tables: Tables, workspaceId: number, name: string): Promise<Dataset[]> {
    const others = await refuseTaken(tables, workspaceId, name);
    if (others.length >= MAX_DATASETS) throw conflict('datasets', `a workspace has at most ${MAX_DATASETS} datasets`);
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
          const widgets = await tables.widgets.list({ workspaceId, deletedAt: null });
          const using = widgets.filter((widget) => isNamed(dataset, namedBy(widget)));
          if (using.length > 0) throw conflict('dataset_in_use', `the dataset is shown by ${titlesOf(using)}`);
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

/** How a widget names the dataset that it shows: beside its source, or in its config where it says nothing of SQL. */
function namedBy({ source, config }: Pick<Widget, 'source' | 'config'>): Json | undefined {
  const { sql = source === null ? config.sql : undefined, dataset_id: id, dataset = config.dataset_id } = source ?? {};
  return sql === undefined ? (id ?? dataset) : undefined;
}

const isNamed = ({ id, name, tableName }: Dataset, named: Json | undefined): boolean =>
  named !== undefined && [`${id}`, name.toLowerCase(), tableName].includes(`${named}`.toLowerCase());

/** Three of them by name, so that somebody finds them. */
function titlesOf(widgets: readonly { id: number; title: string }[]): string {
  const shown = widgets.slice(0, 3).map(({ id, title }) => `card ${id}${title ? ` (${title})` : ''}`);
  const more = widgets.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** The first table name for a dataset of this name that is not taken. */
export function freeTableName(name: string, taken: ReadonlySet<string>): string {
  const slug = slugify(name).replaceAll('-', '_').slice(0, MAX_TABLE_NAME).replace(/_$/, '') || 'dataset';
  const base = /^\d/.test(slug) ? `d_${slug}` : slug;
  for (let number = 1; ; number += 1) {
    const choice = number === 1 ? base : `${base}_${number}`;
    if (!taken.has(choice)) return choice;
  }
}
