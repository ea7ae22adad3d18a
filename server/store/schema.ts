import type { Generated } from 'kysely';
import type { Table, Tables } from '../domain/ports.ts';
import { insightNouns } from './schema-insights.ts';
import { sourceNouns } from './schema-sources.ts';

/**
 * The database schema: one table per noun of the model, one column per field, both named in snake_case.
 * JSON is text on both databases, so that it comes back exactly as it was written; times are integers (ms).
 */

/** An encoded column value. */
export type Scalar = string | number | null;

/** The kinds of columns; with a question mark, `null` is allowed. */
export type Kind = KindName | `${KindName}?`;
export type KindName = 'text' | 'integer' | 'boolean' | 'json';

type KindNameOf<T> = [NonNullable<T>] extends [string]
  ? 'text'
  : [NonNullable<T>] extends [number]
    ? 'integer'
    : [NonNullable<T>] extends [boolean]
      ? 'boolean'
      : 'json';
type KindOf<T> = null extends T ? `${KindNameOf<T>}?` : KindNameOf<T>;

export type Noun = keyof Tables;
type RowOf<N extends Noun> = Tables[N] extends Table<infer Row> ? Row : never;
/** Every field of a noun with its kind: a missing field or a wrong kind does not compile. */
type Columns<Row> = { readonly [Field in keyof Row]-?: KindOf<Row[Field]> };

/** Parents before children, so that copying in this order never breaks a reference. */
export const nouns: { readonly [N in Noun]: Columns<RowOf<N>> } = {
  workspaces: {
    id: 'integer',
    uuid: 'text',
    key: 'text',
    slug: 'text',
    name: 'text',
    embedSecretSealed: 'text',
    createdAt: 'integer',
  },
  users: {
    id: 'integer',
    uuid: 'text',
    username: 'text',
    email: 'text',
    passwordHash: 'text?',
    firstName: 'text',
    lastName: 'text',
    timeZone: 'text',
    country: 'text',
    company: 'text',
    position: 'text',
    plan: 'text',
    createdAt: 'integer',
  },
  memberships: {
    id: 'integer',
    workspaceId: 'integer',
    userId: 'integer',
    role: 'text',
    subject: 'text?',
    createdAt: 'integer',
  },
  groups: { id: 'integer', workspaceId: 'integer', slug: 'text', name: 'text', createdAt: 'integer' },
  groupMembers: { id: 'integer', groupId: 'integer', userId: 'integer' },
  apiKeys: {
    id: 'integer',
    workspaceId: 'integer',
    userId: 'integer',
    name: 'text',
    prefix: 'text',
    hash: 'text',
    sealed: 'text?',
    scopes: 'json',
    isActive: 'boolean',
    createdAt: 'integer',
    lastUsedAt: 'integer?',
    expiresAt: 'integer?',
  },
  sessions: {
    id: 'integer',
    hash: 'text',
    userId: 'integer',
    workspaceId: 'integer',
    csrf: 'text',
    createdAt: 'integer',
    expiresAt: 'integer',
  },
  collections: {
    id: 'integer',
    workspaceId: 'integer',
    parentId: 'integer?',
    name: 'text',
    description: 'text',
    createdAt: 'integer',
  },
  dashboards: {
    id: 'integer',
    workspaceId: 'integer',
    key: 'text',
    slug: 'text',
    publicId: 'text',
    name: 'text',
    description: 'text',
    tags: 'json',
    filters: 'json?',
    parameters: 'json?',
    variables: 'json?',
    visibility: 'text',
    isPrivate: 'boolean',
    background: 'text',
    position: 'integer',
    isPinned: 'boolean',
    refreshInterval: 'integer',
    collectionId: 'integer?',
    restrictionLevel: 'integer',
    creationMode: 'text',
    createdBy: 'integer?',
    extras: 'json',
    createdAt: 'integer',
    updatedAt: 'integer',
    lastAccessedAt: 'integer?',
    deletedAt: 'integer?',
  },
  pages: { id: 'integer', dashboardId: 'integer', number: 'integer', name: 'text' },
  widgets: {
    id: 'integer',
    workspaceId: 'integer',
    dashboardId: 'integer',
    pageId: 'integer',
    key: 'text',
    publicId: 'text',
    type: 'text',
    givenType: 'text',
    title: 'text',
    config: 'json',
    data: 'json?',
    dataUpdatedAt: 'integer?',
    version: 'integer',
    slots: 'json',
    source: 'json?',
    sourceError: 'text?',
    x: 'integer',
    y: 'integer',
    w: 'integer',
    h: 'integer',
    refreshInterval: 'integer?',
    sound: 'boolean',
    extras: 'json',
    createdBy: 'integer?',
    createdAt: 'integer',
    updatedAt: 'integer',
    deletedAt: 'integer?',
  },
  series: {
    id: 'integer',
    workspaceId: 'integer',
    widgetId: 'integer?',
    slot: 'text',
    label: 'text',
    createdAt: 'integer',
  },
  samples: { id: 'integer', seriesId: 'integer', at: 'integer', value: 'json?' },
  grants: {
    id: 'integer',
    dashboardId: 'integer',
    subjectType: 'text',
    subjectId: 'text',
    level: 'text',
    createdAt: 'integer',
    updatedAt: 'integer',
  },
  accessTokens: {
    id: 'integer',
    dashboardId: 'integer',
    hash: 'text',
    sealed: 'text',
    description: 'text',
    passwordHash: 'text?',
    settings: 'json',
    createdBy: 'integer?',
    createdAt: 'integer',
    expiresAt: 'integer?',
    revokedAt: 'integer?',
  },
  embedTokens: {
    id: 'integer',
    widgetId: 'integer',
    hash: 'text',
    sealed: 'text',
    createdAt: 'integer',
    revokedAt: 'integer?',
  },
  accounts: {
    id: 'integer',
    workspaceId: 'integer',
    kind: 'text',
    username: 'text',
    credentialsSealed: 'text',
    createdAt: 'integer',
    updatedAt: 'integer',
  },
  datasets: {
    id: 'integer',
    workspaceId: 'integer',
    name: 'text',
    tableName: 'text',
    file: 'text',
    schema: 'json?',
    rowCount: 'integer',
    bytes: 'integer',
    createdAt: 'integer',
    updatedAt: 'integer',
  },
  ...insightNouns,
  ...sourceNouns,
};

type Snake<Text extends string> = Text extends `${infer Head}${infer Tail}`
  ? `${Head extends Lowercase<Head> ? Head : `_${Lowercase<Head>}`}${Snake<Tail>}`
  : Text;
type Stored<T> = [NonNullable<T>] extends [string | number]
  ? T
  : [NonNullable<T>] extends [boolean]
    ? number | Extract<T, null>
    : string | Extract<T, null>;

/** The tables as types for Kysely. */
export type Database = {
  [N in Noun as Snake<N>]: {
    [Field in keyof RowOf<N> & string as Snake<Field>]: Field extends 'id'
      ? Generated<number>
      : Stored<RowOf<N>[Field]>;
  };
};

/** `lastUsedAt` -> `last_used_at` */
export const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** `last_used_at` -> `lastUsedAt` */
export const camel = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
