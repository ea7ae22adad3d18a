import type { JsonObject } from '../../components/model/widget.ts';
import type {
  AccessToken,
  ApiKey,
  Dashboard,
  Grant,
  Principal,
  Role,
  SharePassword,
  User,
  Workspace,
} from './model.ts';

export type Project = Workspace & { role: Role };

/** Workspaces as somebody walks into them by their integer, and the keys that open them. */
export interface Projects {
  /**
   * The principal in that workspace, in its own when none is named. A session reaches every workspace of its person,
   * a key only its own. @throws not_found, foreign
   */
  enter(principal: Principal, id?: number): Promise<Principal>;
  /** Those that `enter` lets the principal into, its own first. */
  list(principal: Principal): Promise<Project[]>;
  members(workspaceId: number): Promise<number>;
  /** The key that the principal came with. @throws forbidden for who came without */
  keyOf(principal: Principal): Promise<ApiKey>;
  /** A key of one's own for the workspace one is in. @throws forbidden for whoever came with a key, invalid */
  createKey(principal: Principal, draft: { name: string; scopes: string[] }): Promise<ApiKey & { secret: string }>;
}

export interface Collaborator {
  grant: Grant;
  user: User;
}

/** People who may change a dashboard that is closed to other editors. What another dialect granted them counts alike. */
export interface Collaborators {
  list(dashboard: Dashboard): Promise<Collaborator[]>;
  /** @throws forbidden; invalid with the sentence that says why not */
  add(principal: Principal, dashboard: Dashboard, userUuid: string): Promise<Collaborator>;
  /** @throws forbidden, invalid, not_found */
  remove(principal: Principal, dashboard: Dashboard, userUuid: string): Promise<void>;
  /** @throws invalid for a dashboard that everybody may change */
  requireClosed(dashboard: Dashboard, refusal: string): void;
}

/** How a dashboard is shared. `access` is missing until somebody says so for the first time. */
export interface Share {
  access?: AccessToken;
  token: string;
  enabled: boolean;
  passwordRequired: boolean;
  settings: JsonObject | null;
  /** Active ones, newest first. */
  passwords: (SharePassword & { email: string | null })[];
}

/** What a share token opens. */
export interface OpenedShare {
  dashboard: Dashboard;
  share: Share;
  /** For the stream, when there is a password. */
  proof: string | undefined;
}

/**
 * One shared page per dashboard: an access token with display settings and any number of passwords. The caller has
 * checked the scope; here it is whether the principal may change the dashboard.
 */
export interface Shares {
  of(dashboard: Dashboard): Promise<Share>;
  /** A token that was open and closed never opens again: switched on anew, the page gets a new one. @throws forbidden */
  update(
    principal: Principal,
    dashboard: Dashboard,
    patch: { enabled?: boolean; passwordRequired?: boolean; settings?: JsonObject | null },
  ): Promise<Share>;
  /** A new token with the same passwords; the old one opens for five minutes more. @throws forbidden */
  refresh(principal: Principal, dashboard: Dashboard): Promise<Share>;
  /** Made up when none is given. @throws forbidden, invalid */
  addPassword(
    principal: Principal,
    dashboard: Dashboard,
    draft: { password: string | undefined; note: string },
  ): Promise<SharePassword & { password: string; email: string | null }>;
  /** @throws forbidden, not_found */
  removePassword(principal: Principal, dashboard: Dashboard, id: number): Promise<void>;
  /** @throws not_found (also of subject `dashboard` when that was deleted), password_required */
  open(token: string, tickets: readonly string[]): Promise<OpenedShare>;
  /** A JWT that is good for a day. @throws not_found, forbidden, rate_limited (by the tenth wrong try) */
  unlock(token: string, password: string): Promise<{ ticket: string; expiresIn: number }>;
}
