import type { Json, JsonObject } from '../../components/model/widget.ts';
import type { Change, Listener } from './bus.ts';
import type * as model from './model.ts';

/**
 * Equality on every named column; an array means "one of", `null` means "is null". A value that no row can hold, such as
 * `NaN` for an id, matches nothing: callers may pass on whatever a client sent.
 */
export type Where<Row> = { [Column in keyof Row]?: Row[Column] | readonly Row[Column][] };

/** What to read of the rows found. */
export interface Projection<Column> {
  /** All when absent; a widget's `data`, `config`, `source` and `extras` may be a megabyte each. */
  columns?: readonly Column[] | undefined;
}

export interface ListOptions<Row, Column extends keyof Row = keyof Row> extends Projection<Column> {
  /** Columns in order of weight; `-name` sorts descending. */
  orderBy?: readonly (keyof Row | `-${keyof Row & string}`)[];
  limit?: number;
  offset?: number;
}

/** What is different about the copy of a row; all copies that are made at once have the same columns. */
export type Copy<Row> = Partial<Omit<Row, 'id'>> & { of: number };

/**
 * The verbs every noun has. A unique column that is taken throws `conflict` (its issue names the column),
 * a full or broken disk `unavailable`.
 */
export interface Table<Row> {
  get<Column extends keyof Row = keyof Row>(
    where: Where<Row>,
    options?: Projection<Column>,
  ): Promise<Pick<Row, Column> | undefined>;
  list<Column extends keyof Row = keyof Row>(
    where: Where<Row>,
    options?: ListOptions<Row, Column>,
  ): Promise<Pick<Row, Column>[]>;
  count(where: Where<Row>): Promise<number>;
  insert(row: Omit<Row, 'id'>): Promise<Row>;
  /** Many in a few statements, given back in this order; all or nothing only in a transaction. */
  insertAll(rows: readonly Omit<Row, 'id'>[]): Promise<Row[]>;
  /**
   * Like `insertAll`, for copies: the columns that these rows do not have come from the row with the id `of` each,
   * without being read. @returns the ids of the copies
   */
  copyAll(copies: readonly Copy<Row>[]): Promise<number[]>;
  /** @returns how many rows were changed */
  update(where: Where<Row>, patch: Partial<Omit<Row, 'id'>>): Promise<number>;
  /** @returns how many rows were deleted; what hangs on them goes too */
  delete(where: Where<Row>): Promise<number>;
}

export interface DashboardTable extends Table<model.Dashboard> {
  /** Living widgets per dashboard; a dashboard without any is missing. */
  widgetCounts(dashboardIds: readonly number[]): Promise<Map<number, number>>;
}

export interface SampleTable extends Table<model.Sample> {
  /** Of one series the newest first, those of a time in the order they came: from `from` on, before `before`. */
  newest(seriesId: number, range: { from?: number; before?: number; limit: number }): Promise<model.Sample[]>;
  /** Takes away all of a series, however many, a few at a time: nobody else waits for that. Not for transactions. */
  clear(seriesId: number): Promise<void>;
}

/**
 * What a line of pushes to one widget builds on, each on the one before: the version that the widget must still have.
 * The writer moves it on, and breaks it for good when somebody else was quicker.
 */
export interface ExpectedVersion {
  version: number;
  isBroken: boolean;
}

/** One push, on its way to the group commit. */
export interface Push {
  widgetId: number;
  /** The new data, already encoded: what is stored is what is streamed. */
  data: string;
  at: number;
  /** Values to append to series in the same commit. */
  samples?: readonly { seriesId: number; at: number; value: Json }[];
  /** Refuses the push when it was made from what is not the latest any more; without, the last one wins. */
  expected?: ExpectedVersion;
}

/** Commits all pushes of one turn together; a promise settles only after its commit. */
export interface PushWriter {
  /**
   * @returns the widget's version after this push
   * @throws DomainError `not_found` when the widget is gone, `conflict` about the `version` when it is not the
   * expected one, `unavailable` when the disk is full
   */
  push(push: Push): Promise<number>;
  /** Notes that a key was used; written along with the next commit, at most once a second per key. */
  touchKey(keyId: number, at: number): void;
  /** Resolves when everything accepted so far is committed. */
  drain(): Promise<void>;
}

/** Tells other processes on the same database what changed here, and hears from them. */
export interface ChangeFeed {
  publish(change: Change): Promise<void>;
  /**
   * Listens until the returned function is called, across restarts of the database;
   * changes that may have been missed are reported as one `gap`.
   */
  subscribe(listener: Listener): Promise<() => Promise<void>>;
}

export interface Tables {
  workspaces: Table<model.Workspace>;
  users: Table<model.User>;
  memberships: Table<model.Membership>;
  groups: Table<model.Group>;
  groupMembers: Table<model.GroupMember>;
  apiKeys: Table<model.ApiKey>;
  sessions: Table<model.Session>;
  dashboards: DashboardTable;
  collections: Table<model.Collection>;
  pages: Table<model.Page>;
  widgets: Table<model.Widget>;
  series: Table<model.Series>;
  samples: SampleTable;
  grants: Table<model.Grant>;
  accessTokens: Table<model.AccessToken>;
  embedTokens: Table<model.EmbedToken>;
  accounts: Table<model.Account>;
  datasets: Table<model.Dataset>;
  insights: Table<model.Insight>;
  tiles: Table<model.Tile>;
  sharePasswords: Table<model.SharePassword>;
  sources: Table<model.SourceState>;
}

export interface Store extends Tables {
  writer: PushWriter;
  feed: ChangeFeed;
  /** All or nothing; the writer's pushes are never inside. It runs again when concurrent ones made it fail. */
  transaction<T>(run: (tables: Tables) => Promise<T>): Promise<T>;
  /** @throws when the database does not answer */
  ping(): Promise<void>;
  /** A consistent copy, made while others write. */
  backup(file: string): Promise<void>;
  /**
   * Copies everything, as it is at one moment while others write, into the empty database at another address: all or
   * nothing. @returns the number of rows by table
   */
  copyTo(databaseUrl: string): Promise<Record<string, number>>;
  /** Commits what was accepted, checkpoints, and lets go of the files. */
  close(): Promise<void>;
}

/** Randomness, hashing and encryption: the domain decides what is secret, this decides how. */
export interface Secrets {
  /** Hex of `bytes` random bytes. */
  hex(bytes: number): string;
  /** URL-safe text of 256 random bits. */
  token(): string;
  uuid(): string;
  /** SHA-256, hex: how tokens and keys are looked up. */
  hash(secret: string): string;
  seal(text: string): string;
  /** @throws when it was sealed under another SECRET_KEY */
  open(sealed: string): string;
  hashPassword(password: string): Promise<string>;
  verifyPassword(hash: string, password: string): Promise<boolean>;
  /** A MAC (HMAC-SHA256, base64url) that only this installation can make. */
  sign(text: string): string;
  /** Whether `mac` is what `sign` makes of `text`; takes the same time whatever is wrong. */
  verifySignature(text: string, mac: string): boolean;
  /**
   * Claims of a compact JWT: HS256 and nothing else, `exp` required.
   * @param secretOf tells the key of the issuer that the token names
   * @throws DomainError `expired`, or `invalid_credential` for everything else that is wrong with it
   */
  verifySigned(jwt: string, secretOf: (issuer: string) => Promise<string | undefined>): Promise<JsonObject>;
}
