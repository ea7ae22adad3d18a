import type { JsonObject } from '../../components/model/widget.ts';
import type { Collection, Dashboard, Grant, Group, Page, Principal, Widget, Workspace } from './model.ts';
import type { Where } from './ports.ts';
import type { Right } from './rights.ts';
import type { WidgetDraft } from './widgets/drafts.ts';
import type { Rectangle } from './widgets/layout.ts';

/** Finds dashboards for APIs that do not name them by key. */
export interface Lookup {
  /**
   * The living dashboard of the principal's workspace that `where` names. What the principal may not read does not
   * exist for it.
   * @param asked the id as the caller wrote it, for messages
   * @throws DomainError `not_found`; `forbidden` when it may be read and not written
   */
  dashboard(principal: Principal, where: Where<Dashboard>, asked: string, right?: Right): Promise<Dashboard>;
  /** The first dashboard under this slug that is open to the world. @throws DomainError `not_found` */
  publicDashboard(slug: string): Promise<Dashboard>;
}

export type CollectionDraft = { name: string } & Partial<Pick<Collection, 'description' | 'parentId'>>;

/** Folders of dashboards. Every member sees them; whoever may make dashboards may change them. */
export interface Collections {
  /** With the number of dashboards in each that the principal may read, by name. */
  list(principal: Principal): Promise<(Collection & { dashboardsCount: number })[]>;
  create(principal: Principal, draft: CollectionDraft): Promise<Collection>;
  /** @throws DomainError `conflict` when it would be inside itself */
  update(principal: Principal, id: number, patch: Partial<CollectionDraft>): Promise<Collection>;
  /** @throws DomainError `conflict` when a dashboard or a collection is in it */
  remove(principal: Principal, id: number): Promise<void>;
}

/** A new place for a widget on its page. */
export interface Move extends Rectangle {
  id: number;
}

/** Widgets whose places never overlap and whose config always fits their type: stricter than `Widgets`. */
export interface Cards {
  /** @throws DomainError `not_found` */
  byId(dashboard: Dashboard, id: number): Promise<Widget>;
  /** @throws DomainError `invalid` about a `card` when its config is wrong, `conflict` when its place is taken */
  add(principal: Principal, dashboard: Dashboard, draft: WidgetDraft): Promise<Widget>;
  change(principal: Principal, dashboard: Dashboard, id: number, patch: Partial<WidgetDraft>): Promise<Widget>;
  remove(principal: Principal, dashboard: Dashboard, id: number): Promise<void>;
  /** The same card once more, at the first free place of its page. */
  duplicate(principal: Principal, dashboard: Dashboard, id: number): Promise<Widget>;
  /**
   * Moves all of them or none; those that move may swap places.
   * @throws DomainError `not_found` for an unknown card, `conflict`, `invalid`
   */
  arrange(principal: Principal, dashboard: Dashboard, moves: readonly Move[]): Promise<number>;
}

export interface PageDraft {
  name: string;
  /** Its number; those from there on move up by one. */
  position: number;
}

/** The tabs of a dashboard: their numbers start at 1 and never have gaps. */
export interface Pages {
  add(principal: Principal, dashboard: Dashboard, draft: Partial<PageDraft>): Promise<Page>;
  update(principal: Principal, dashboard: Dashboard, number: number, patch: Partial<PageDraft>): Promise<Page>;
  /** Its widgets go with it. @throws DomainError `conflict` for the last one */
  remove(principal: Principal, dashboard: Dashboard, number: number): Promise<void>;
}

/** Copies of whole dashboards. */
export interface Copies {
  /** All pages and widgets with their data, under ids and labels of their own; shares and tokens stay behind. */
  duplicate(principal: Principal, source: Dashboard, name?: string): Promise<Dashboard>;
}

export type GrantDraft = Pick<Grant, 'subjectType' | 'subjectId' | 'level'>;

/** A grant as it is to be; `null` for none. */
export type GrantChange = Omit<GrantDraft, 'level'> & { level: GrantDraft['level'] | null };

/** Who else may use a dashboard: at most one grant per person or group. */
export interface Grants {
  /** Oldest first; for whoever already holds the dashboard. */
  of(dashboard: Dashboard): Promise<Grant[]>;
  /** Gives a grant, or changes the one there is. */
  set(principal: Principal, dashboard: Dashboard, draft: GrantDraft): Promise<{ grant: Grant; isNew: boolean }>;
  /** Gives or changes several at once, or takes them away; those of others stay. */
  merge(principal: Principal, dashboard: Dashboard, changes: readonly GrantChange[]): Promise<void>;
  remove(principal: Principal, dashboard: Dashboard, id: number): Promise<void>;
}

/** Named sets of members, to share with. Every member sees them; owners and admins change them. */
export interface Groups {
  /** By name, each with the ids of its members. */
  list(principal: Principal): Promise<(Group & { members: number[] })[]>;
  /** @throws DomainError `conflict` when the name is taken */
  create(principal: Principal, name: string): Promise<Group>;
  remove(principal: Principal, id: number): Promise<void>;
  addMember(principal: Principal, id: number, userId: number): Promise<void>;
  removeMember(principal: Principal, id: number, userId: number): Promise<void>;
}

/** People and tenants as signed tokens (JWT) name them. */
export interface Identities {
  /**
   * Whoever the claims of a verified token name: `tenant_id` the workspace, `sub` the member, `roles`. Of another
   * issuer both are made when they are met for the first time; our own name people there are.
   * @throws DomainError `invalid_credential`
   */
  byClaims(claims: JsonObject): Promise<Principal>;
  /** What our own token says of a principal. */
  claimsOf(principal: Principal): Promise<{ iss: string; sub: string; tenant_id: string; roles: string[] }>;
  /** The same person in another of their workspaces, by its id or slug. @throws DomainError `forbidden` */
  inWorkspace(principal: Principal, asked: string): Promise<Principal>;
  workspaceOf(principal: Principal): Promise<Workspace>;
  /** The names under which the workspace's issuer knows these people. */
  subjects(workspaceId: number, userIds: readonly number[]): Promise<Map<number, string>>;
}

export interface Templates {
  list(): readonly { id: string; name: string; description: string; widgets: number }[];
  /** @throws DomainError `not_found` for an unknown `template` or `dataset` */
  instantiate(principal: Principal, draft: { templateId: string; datasetId: number; name: string }): Promise<Dashboard>;
}
