import type { Json, JsonObject } from '../../components/model/widget.ts';

export type * from './insights/insight-model.ts';
export type * from './people/tenancy.ts';
export type * from './sources/source-model.ts';

/**
 * The nouns of Boardcast. Times are milliseconds since 1970 (UTC); `…Sealed` is encrypted, `…Hash` cannot be reversed.
 * Every dialect shows the same rows, each by its own kind of id: `key` (32 hex), `slug`, `publicId`, or the integer `id`.
 */
export type Visibility = 'private' | 'team' | 'workspace' | 'public';
export type GrantLevel = 'viewer' | 'commenter' | 'editor';

export interface Dashboard {
  id: number;
  workspaceId: number;
  key: string;
  /** Unique in its workspace among living dashboards. */
  slug: string;
  /** `dash-…` */
  publicId: string;
  name: string;
  description: string;
  tags: string[];
  filters: Json;
  parameters: Json;
  variables: Json;
  /** Who in the workspace may read it without a grant. */
  visibility: Visibility;
  /** Whether its key alone does not let anybody read it. */
  isPrivate: boolean;
  background: string;
  /** Its place in the order of the workspace's dashboards. */
  position: number;
  isPinned: boolean;
  /** Seconds; for widgets that have no interval of their own. */
  refreshInterval: number;
  collectionId: number | null;
  restrictionLevel: number;
  creationMode: string;
  createdBy: number | null;
  /** Fields that only one dialect has: stored as they came, by dialect name. */
  extras: JsonObject;
  createdAt: number;
  updatedAt: number;
  lastAccessedAt: number | null;
  deletedAt: number | null;
}

export interface Collection {
  id: number;
  workspaceId: number;
  parentId: number | null;
  name: string;
  description: string;
  createdAt: number;
}

/** A tab of a dashboard. `number` starts at 1 and has no gaps. */
export interface Page {
  id: number;
  dashboardId: number;
  number: number;
  name: string;
}

export interface Widget {
  id: number;
  workspaceId: number;
  dashboardId: number;
  pageId: number;
  key: string;
  /** `wid-…` */
  publicId: string;
  /** The catalog's type. */
  type: string;
  /** The type as its creator named it (`bar_chart`, `custom_numeric_gauge`), given back to that dialect. */
  givenType: string;
  title: string;
  config: JsonObject;
  data: JsonObject | null;
  dataUpdatedAt: number | null;
  /** Grows by one with every push. */
  version: number;
  /** Ducksboard's numbered slots: label, subtitle, timespan, colour. */
  slots: JsonObject;
  /** Where its data comes from: a query, an account, a dataset. `null` for widgets that are pushed to. */
  source: JsonObject | null;
  /** Why its source failed the last time, for people; the data is what it was before. */
  sourceError: string | null;
  x: number;
  y: number;
  w: number;
  h: number;
  /** Seconds; `null` means the dashboard's. */
  refreshInterval: number | null;
  sound: boolean;
  extras: JsonObject;
  createdBy: number | null;
  createdAt: number;
  updatedAt: number;
  deletedAt: number | null;
}

/** A labelled series of values that feeds one slot of a widget. */
export interface Series {
  id: number;
  workspaceId: number;
  widgetId: number | null;
  slot: string;
  label: string;
  createdAt: number;
}

export interface Sample {
  id: number;
  seriesId: number;
  at: number;
  value: Json;
}

export interface Grant {
  id: number;
  dashboardId: number;
  subjectType: 'user' | 'group';
  /** Id, uuid or external name of the user or group, as given: they may not exist yet. See `subjects.ts`. */
  subjectId: string;
  level: GrantLevel;
  createdAt: number;
  updatedAt: number;
}

/** Lets anyone who has it read one dashboard. */
export interface AccessToken {
  id: number;
  dashboardId: number;
  hash: string;
  sealed: string;
  description: string;
  /** argon2id; `null` when no password is needed. */
  passwordHash: string | null;
  /** Display settings of the shared page. */
  settings: JsonObject;
  createdBy: number | null;
  createdAt: number;
  expiresAt: number | null;
  revokedAt: number | null;
}

/** One of several passwords of a shared dashboard. */
export interface SharePassword {
  id: number;
  accessTokenId: number;
  /** argon2id */
  hash: string;
  note: string;
  createdBy: number | null;
  createdAt: number;
  isActive: boolean;
}

/** Lets anyone who has it read one widget. */
export interface EmbedToken {
  id: number;
  widgetId: number;
  hash: string;
  sealed: string;
  createdAt: number;
  revokedAt: number | null;
}

/** Credentials for an external service, stored encrypted and never given back. */
export interface Account {
  id: number;
  workspaceId: number;
  kind: string;
  username: string;
  credentialsSealed: string;
  createdAt: number;
  updatedAt: number;
}

/** A table of rows that queries can ask about. */
export interface Dataset {
  id: number;
  workspaceId: number;
  name: string;
  /** The name of its table in SQL; unlike the name it never changes. */
  tableName: string;
  /** The file that holds its rows; every change makes a new one. */
  file: string;
  /** A list of `{name, type}`, in order. */
  schema: Json;
  rowCount: number;
  /** Size of the rows on disk. */
  bytes: number;
  createdAt: number;
  updatedAt: number;
}
