import type { Json, JsonObject } from '../../components/model/widget.ts';

export type * from './insights/insight-model.ts';
export type * from './people/tenancy.ts';
export type * from './sources/source-model.ts';

/**
 * The nouns of Boardcast. Times are milliseconds since 1970 (UTC); `…Sealed` is encrypted, `…Hash` cannot be reversed.
 * Every dialect shows the same rows under its own kind of id: `key` (32 hex), `slug`, `publicId`, or the integer `id`.
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
  /** Whether the world may not read it by its key. */
  isPrivate: boolean;
  background: string;
  /** Order among the dashboards of the workspace. */
  position: number;
  isPinned: boolean;
  /** Seconds; for widgets that set none. */
  refreshInterval: number;
  collectionId: number | null;
  restrictionLevel: number;
  creationMode: string;
  createdBy: number | null;
  /** What one dialect knows and no other: kept as it came, by dialect name. */
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
  /** The name it was created under (`bar_chart`, `custom_numeric_gauge`), given back to the dialect that gave it. */
  givenType: string;
  title: string;
  config: JsonObject;
  data: JsonObject | null;
  dataUpdatedAt: number | null;
  /** Grows by one with every push. */
  version: number;
  /** Ducksboard's numbered slots: label, subtitle, timespan, colour. */
  slots: JsonObject;
  /** What fills it by itself: a query, an account, a dataset. `null` for pushed widgets. */
  source: JsonObject | null;
  /** Why its source could not fill it the last time, for people; the data are those of before. */
  sourceError: string | null;
  x: number;
  y: number;
  w: number;
  h: number;
  /** Seconds; `null` takes the dashboard's. */
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
  /** Id, uuid or outside name of the user or group: kept as given, it may be known only later. */
  subjectId: string;
  level: GrantLevel;
  createdAt: number;
  updatedAt: number;
}

/** Opens one dashboard for reading to whoever holds it. */
export interface AccessToken {
  id: number;
  dashboardId: number;
  hash: string;
  sealed: string;
  description: string;
  /** argon2id; `null` when no password is asked. */
  passwordHash: string | null;
  /** Password-less display settings of the shared page. */
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

/** Opens one widget for reading to whoever holds it. */
export interface EmbedToken {
  id: number;
  widgetId: number;
  hash: string;
  sealed: string;
  createdAt: number;
  revokedAt: number | null;
}

/** Credentials for a service outside, stored encrypted and never given back. */
export interface Account {
  id: number;
  workspaceId: number;
  kind: string;
  username: string;
  credentialsSealed: string;
  createdAt: number;
  updatedAt: number;
}

/** Rows to ask questions about. */
export interface Dataset {
  id: number;
  workspaceId: number;
  name: string;
  /** Its table in questions; unlike the name it never changes. */
  tableName: string;
  /** The engine's file of its rows; another one after every change. */
  file: string;
  /** A list of `{name, type}`, in order. */
  schema: Json;
  rowCount: number;
  /** What the rows take on the disk. */
  bytes: number;
  createdAt: number;
  updatedAt: number;
}
