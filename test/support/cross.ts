import assert from 'node:assert/strict';
import type { Json, JsonObject } from '../../components/model/widget.ts';
import { createApp } from '../../server/app.ts';
import type { Dashboard, Widget } from '../../server/domain/model.ts';
import type { TestApp } from './app.ts';
import { keyHeaders } from './routes.ts';

/** The parts of a dashboard that a change affects, independent of dialects. */
export type Facet =
  | 'name'
  | 'slug'
  | 'description'
  | 'tags'
  | 'filters'
  | 'audience'
  | 'open'
  | 'parameters'
  | 'interval'
  | 'background'
  | 'order'
  | 'pinned'
  | 'looks'
  | 'restriction'
  | 'pages'
  | 'people'
  | 'sharing'
  | 'tokens'
  | 'title'
  | 'config'
  | 'data'
  | 'place'
  | 'source'
  | 'sound'
  | 'slots'
  | 'samples'
  | 'content'
  | 'tile';

/** A dashboard with its living widgets in the order they were made, under everybody's ids. */
export interface Ids {
  board: Dashboard;
  widgets: Widget[];
}

/** Values for a change; random ones must be possible in every dialect. */
export interface Values {
  text: string;
  number: number;
  json: JsonObject;
}

export interface Change {
  /** What it affects; everything else must be unchanged in all dialects. */
  touches: readonly Facet[];
  run(client: Client, ids: Ids, values: Values): Promise<unknown>;
}

/** Method, path and body of a request. */
export type Request = [method: string, path: string, body?: object];

/** One dialect as a client uses it; members are absent for what it cannot do. */
export interface CrossDialect {
  /** Makes a dashboard with everything this dialect alone knows. @returns its number */
  make?(client: Client, app: TestApp): Promise<number>;
  /** Makes a dashboard with so many widgets. @returns what finds it */
  many?(client: Client, count: number): Promise<Partial<Dashboard>>;
  /** Where it shows a dashboard by itself. */
  found?(ids: Ids): string;
  /** Deletes the dashboard, and the first widget of it. */
  deletes?: Readonly<Record<'board' | 'widget', (ids: Ids) => Request>>;
  /** Everything that can be read of a dashboard, by id. */
  read(client: Client, ids: Ids): Promise<Json>;
  /** Where a facet is shown: one of these paths changes with it. */
  shows: Partial<Record<Facet, RegExp>>;
  /** What else changes with it. */
  follows?: Partial<Record<Facet, RegExp>>;
  changes: Readonly<Record<string, Change>>;
  /** Sends back what was read, as clients that read, change and write do. */
  echo?(client: Client, ids: Ids): Promise<unknown>;
}

/** Sends requests in one dialect with a key; every failure fails the test. */
export interface Client {
  ask(method: string, path: string, body?: unknown): Promise<JsonAnswer>;
  status(method: string, path: string, body?: unknown): Promise<number>;
}

// biome-ignore lint/suspicious/noExplicitAny: answers are compared field by field
export type JsonAnswer = any;

const apps = new WeakMap<TestApp, ReturnType<typeof createApp>>();

/** A client of a dialect with one key. Uses no sockets, because there are thousands of requests. */
export function clientOf(t: TestApp, key: string, dialect: string): Client {
  const headers = {
    ...keyHeaders(dialect, key),
    'content-type': 'application/json',
  };
  const app = apps.get(t) ?? createApp(t.deps);
  apps.set(t, app);
  const send = async (method: string, path: string, body?: unknown) => {
    const sent = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
    const answer = await app.request(path, sent);
    return { status: answer.status, text: await answer.text() };
  };
  return {
    async ask(method, path, body) {
      const answer = await send(method, path, body);
      assert.ok(answer.status < 300, `${method} ${path} answered ${answer.status}: ${answer.text}`);
      return answer.text === '' ? null : JSON.parse(answer.text);
    },
    status: async (method, path, body) => (await send(method, path, body)).status,
  };
}

export async function idsOf({ deps: { store } }: TestApp, id: number): Promise<Ids> {
  const board = (await store.dashboards.get({ id })) ?? assert.fail(`no dashboard ${id}`);
  return { board, widgets: await store.widgets.list({ dashboardId: id, deletedAt: null }, { orderBy: ['id'] }) };
}

/** Every leaf of a value by its path. */
export function leavesOf(value: Json, path = ''): Map<string, Json> {
  if (value === null || typeof value !== 'object') return new Map([[path, value]]);
  const entries = Object.entries(value);
  if (entries.length === 0) return new Map([[path, Array.isArray(value) ? '[]' : '{}']]);
  return new Map(entries.flatMap(([name, each]) => [...leavesOf(each, path === '' ? name : `${path}.${name}`)]));
}

/** Paths at which two values differ. */
export function differences(before: Json, after: Json): string[] {
  const [a, b] = [leavesOf(before), leavesOf(after)];
  return [...new Set([...a.keys(), ...b.keys()])].filter(
    (path) => !a.has(path) || !b.has(path) || a.get(path) !== b.get(path),
  );
}

/** A list of things as an object of them by id. */
export const byId = (list: readonly JsonObject[], id: string | ((row: JsonObject) => unknown)): JsonObject =>
  Object.fromEntries(list.map((row) => [String(typeof id === 'string' ? row[id] : id(row)), row]));

/** The fields of an object but some. */
export const without = (object: JsonObject, ...names: string[]): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
