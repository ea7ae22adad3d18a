import type { LiveEntry } from '../../components/model/messages.ts';
import type { JsonObject } from '../../components/model/widget.ts';
import type { Boards, Insights, Tiles } from './board-services.ts';
import type { Bus } from './bus.ts';
import type {
  Cards,
  Collections,
  Copies,
  Grants,
  Groups,
  Identities,
  Lookup,
  Pages,
  Templates,
} from './card-services.ts';
import type { Datasets } from './dataset-services.ts';
import type {
  AccessToken,
  ApiKey,
  Dashboard,
  EmbedToken,
  Page,
  Principal,
  Role,
  User,
  Widget,
  Workspace,
} from './model.ts';
import type { Secrets, Store } from './ports.ts';
import type { Accounts, LabelledSeries, NamedBoards, Profile, SlottedWidgets } from './services.ts';
import type { Collaborators, Projects, Shares } from './share-services.ts';
import type { AccountKinds } from './sources/account-kinds.ts';
import type { DatasetEngine } from './sources/queries.ts';
import type { WidgetDraft } from './widgets/drafts.ts';
import type { Rectangle } from './widgets/layout.ts';

/** What the rules need from outside. */
export interface DomainDeps {
  store: Store;
  bus: Bus;
  secrets: Secrets;
  /** Milliseconds since 1970. */
  now: () => number;
  /** What can be linked; nothing when absent. */
  accountKinds?: AccountKinds;
  /** Keeps the rows of datasets; without it there are none. */
  datasetEngine?: DatasetEngine;
  /** Resolves after so many milliseconds; a timer when absent. */
  wait?: (milliseconds: number) => Promise<unknown>;
}

/**
 * The rules of the model, one service per noun: what dialects, the live path, the pages and the command line call.
 * Every method checks the principal's right itself and throws a `DomainError` otherwise;
 * everything that changes something tells the bus after the commit.
 */
export interface Domain {
  dashboards: Dashboards;
  widgets: Widgets;
  values: Values;
  sharing: Sharing;
  people: People;
  cards: Cards;
  collections: Collections;
  datasets: Datasets;
  copies: Copies;
  grants: Grants;
  groups: Groups;
  identities: Identities;
  lookup: Lookup;
  pages: Pages;
  templates: Templates;
  boards: Boards;
  collaborators: Collaborators;
  insights: Insights;
  projects: Projects;
  shares: Shares;
  tiles: Tiles;
  namedBoards: NamedBoards;
  slots: SlottedWidgets;
  series: LabelledSeries;
  accounts: Accounts;
  profile: Profile;
}

export type DashboardDraft = { name: string } & Partial<
  Pick<
    Dashboard,
    | 'slug'
    | 'description'
    | 'tags'
    | 'filters'
    | 'parameters'
    | 'variables'
    | 'visibility'
    | 'isPrivate'
    | 'background'
    | 'position'
    | 'isPinned'
    | 'refreshInterval'
    | 'collectionId'
    | 'restrictionLevel'
    | 'creationMode'
    | 'lastAccessedAt'
    | 'extras'
  >
>;

/** A dashboard with the number of its living widgets. */
export type DashboardSummary = Dashboard & { widgetsCount: number };

export interface Dashboards {
  /** Those the principal may read, ordered by position. */
  list(principal: Principal): Promise<DashboardSummary[]>;
  /** @throws not_found, foreign, forbidden */
  byKey(principal: Principal, key: string, right?: 'read' | 'write'): Promise<Dashboard>;
  /** The slug is made from the name (unique, `-2` appended when it was not given); one first page comes along. */
  create(principal: Principal, draft: DashboardDraft): Promise<Dashboard>;
  update(principal: Principal, key: string, patch: Partial<DashboardDraft>): Promise<Dashboard>;
  /** Soft: `deletedAt`; its widgets go with it. */
  remove(principal: Principal, key: string): Promise<void>;
  /** Ordered by number; for whoever already holds the dashboard. */
  pages(dashboard: Dashboard): Promise<Page[]>;
  addPage(principal: Principal, key: string, name: string): Promise<Page>;
}

/** Asked within the transaction that places a widget, with all of its page; throws when it may not be there. */
export type AcceptPlace = (place: Rectangle & { id?: number; pageId: number }, others: readonly Widget[]) => void;

export type { WidgetDraft };

export interface Widgets {
  /** Living widgets of a dashboard the caller already holds, by page, y, x, id. */
  of(dashboard: Dashboard): Promise<Widget[]>;
  /** @throws not_found, foreign, forbidden */
  byKey(principal: Principal, key: string, right?: 'read' | 'write'): Promise<Widget>;
  /** Without x and y it takes the first free place of its type's default size. */
  create(principal: Principal, dashboardKey: string, draft: WidgetDraft, accept?: AcceptPlace): Promise<Widget>;
  update(principal: Principal, key: string, patch: Partial<WidgetDraft>, accept?: AcceptPlace): Promise<Widget>;
  remove(principal: Principal, key: string): Promise<void>;
}

export interface Pushed {
  widget: Widget;
  data: JsonObject;
  dataUpdatedAt: number;
  version: number;
}

export interface Values {
  /** Replaces the widget's data; resolves after the commit. @throws not_found, foreign, forbidden, too_large, unavailable */
  push(principal: Principal, widgetKey: string, data: JsonObject): Promise<Pushed>;
}

/** By what right somebody reads: what is asked again when something was revoked. */
export interface Reader {
  principal?: Principal | undefined;
  /** Proofs of share passwords, as `unlock` gave them. */
  proofs?: readonly string[] | undefined;
}

export interface Sharing {
  /**
   * The widget an entry names, if the reader may see it: by its key when its dashboard is not private or the principal
   * may read it; by an embed token; by a signed embed token (JWT, HS256 with the workspace's embed secret; claims
   * `iss` workspace slug, `widget` or `dashboard` key, `exp`).
   * @throws not_found, forbidden, revoked, expired, invalid_credential
   */
  widget(entry: LiveEntry, reader: Reader): Promise<{ widget: Widget; dashboard: Dashboard }>;
  /** Likewise a dashboard: by key, access token (with proof when it has a password) or signed embed token. @throws also password_required */
  dashboard(entry: LiveEntry, reader: Reader): Promise<Dashboard>;
  /** Checks the password of an access token. @returns a proof that is good for a day. @throws forbidden, not_found, rate_limited (by the tenth wrong try) */
  unlock(token: string, password: string): Promise<{ proof: string; expiresIn: number }>;
  /**
   * Without a principal it is the program itself that shares (the command line).
   * `secret` is a token in another form, for dialects that promise one. The `title` is that of what is shared.
   * @throws not_found, foreign, forbidden
   */
  createEmbedToken(
    widgetKey: string,
    principal?: Principal,
    secret?: string,
  ): Promise<EmbedToken & { token: string; title: string }>;
  createAccessToken(
    dashboardKey: string,
    options?: { description?: string; password?: string; createdBy?: number; secret?: string },
    principal?: Principal,
  ): Promise<AccessToken & { token: string; title: string }>;
  /** An embed or access token; one that is revoked stays so. @throws not_found, foreign, forbidden */
  revoke(token: string, principal?: Principal): Promise<void>;
  /** The living tokens of a dashboard and its widgets, newest first, in clear: for whoever may write it (the admin pages). */
  tokensOf(
    principal: Principal,
    dashboardKey: string,
  ): Promise<{ embeds: (EmbedToken & { token: string })[]; accesses: (AccessToken & { token: string })[] }>;
}

export interface People {
  createWorkspace(draft: { slug: string; name?: string }): Promise<Workspace & { embedSecret: string }>;
  /** An existing person (same email) is added to the workspace. @throws not_found for the workspace, conflict, invalid */
  createUser(draft: {
    email: string;
    username: string;
    password: string;
    workspace: string;
    role: Role;
  }): Promise<{ user: User; workspace: Workspace; role: Role }>;
  /** The secret is only in this answer. `secret` sets a given one (ADMIN_API_KEY). */
  createKey(draft: {
    workspace: string;
    user: string;
    name: string;
    scopes?: string[];
    secret?: string;
  }): Promise<ApiKey & { secret: string }>;
  deactivateKey(id: number, principal?: Principal): Promise<void>;
  keysOf(principal: Principal): Promise<ApiKey[]>;
  userOf(principal: Principal): Promise<User>;
  workspacesOf(userId: number): Promise<(Workspace & { role: Role })[]>;
  /** Of all dashboards the principal may read. */
  counts(principal: Principal): Promise<{ dashboards: number; widgets: number }>;
  /** What signs embeds on the customer's own server. @throws forbidden for whoever is not owner or admin */
  embedSecret(principal: Principal): Promise<string>;
  /** The principal behind an API key; remembered for at most a second. @throws invalid_credential */
  byApiKey(secret: string): Promise<Principal>;
  /**
   * By username or email. Wrong tries are counted by login and the network `from` which they come, so that a stranger
   * locks nobody else out. @throws invalid_credential, rate_limited
   */
  byPassword(login: string, password: string, from?: string): Promise<Principal>;
  openSession(principal: Principal): Promise<{ cookie: string; csrf: string; expiresAt: number }>;
  bySession(cookie: string): Promise<{ principal: Principal; csrf: string } | undefined>;
  closeSession(cookie: string): Promise<void>;
}
