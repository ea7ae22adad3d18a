import type { Json, JsonObject } from '../../components/model/widget.ts';
import type { AccessToken, Account, Dashboard, EmbedToken, Principal, Sample, User, Widget } from './model.ts';
import type { Timespan } from './series/periods.ts';
import type { AccountSource, Credentials } from './sources/account-kinds.ts';

/** Dashboards and their tokens as people come by them: by slug, in an order. */
export interface NamedBoards {
  /** @throws DomainError not_found, forbidden */
  bySlug(principal: Principal, slug: string, right?: 'read' | 'write'): Promise<Dashboard>;
  /** @throws DomainError `conflict` when another dashboard that the principal may read has this place in the order */
  requireFree(principal: Principal, dashboard: Dashboard, position: number): Promise<void>;
  /** Nobody is left without a dashboard. @returns whether it was removed */
  removeUnlessOnly(principal: Principal, dashboard: Dashboard): Promise<boolean>;
  /** Living access tokens of a dashboard the caller may write, newest first, in clear. @throws DomainError `forbidden` */
  accessTokens(principal: Principal, dashboard: Dashboard): Promise<(AccessToken & { token: string })[]>;
  /** A new access token of 20 letters and digits. @throws DomainError `forbidden`, `invalid` */
  share(
    principal: Principal,
    dashboard: Dashboard,
    options: { description: string; password?: string },
  ): Promise<AccessToken & { token: string }>;
  /** Living embed tokens of a widget of a dashboard the caller may write, newest first, in clear. @throws DomainError `forbidden` */
  embedTokens(
    principal: Principal,
    widget: { id: number; dashboardId: number },
  ): Promise<(EmbedToken & { token: string })[]>;
  /** A new embed token of 20 letters and digits. @throws DomainError `forbidden` */
  embed(principal: Principal, widget: { key: string }): Promise<EmbedToken & { token: string }>;
}

/** What is pushed to a label: a value as of a time (milliseconds; now when absent), or by how much the last one moved. */
export type Reading = { value: Json; at?: number } | { delta: number };

/** Values by label: they feed the slots of widgets, and every push repaints its widget. */
export interface LabelledSeries {
  /**
   * Takes the readings of one label or of many; resolves after the commit. All are checked before any is taken.
   * @throws DomainError not_found, foreign, forbidden, invalid, too_large, unavailable
   */
  push(principal: Principal, readings: ReadonlyMap<string, readonly Reading[]>): Promise<void>;
  /** What a service outside reported, by slot; a timeline takes only the entries it does not show yet. */
  feed(widgetId: number, bySlot: Readonly<Record<string, readonly Reading[]>>): Promise<void>;
  /** Forgets every value of a label. */
  clear(principal: Principal, label: string): Promise<void>;
  /** Newest first. */
  last(principal: Principal, label: string, count: number): Promise<Sample[]>;
  /** Not older than so many seconds, newest first, at most 10,000. */
  since(principal: Principal, label: string, seconds: number): Promise<Sample[]>;
  /** One value per period of the timespan, oldest first: the last one it had, else the one before, else `null`. */
  timespan(
    principal: Principal,
    label: string,
    timespan: Timespan,
    zone: string,
  ): Promise<{ at: number; value: Json }[]>;
}

/** A widget to be made or changed, but for its slots. */
export type SlottedDraft = { type: string } & Partial<
  Pick<
    Widget,
    'givenType' | 'title' | 'config' | 'source' | 'x' | 'y' | 'w' | 'h' | 'refreshInterval' | 'sound' | 'extras'
  >
>;

/** A widget with what feeds it. */
export interface SlottedWidget {
  widget: Widget;
  /** The slug of its dashboard. */
  slug: string;
  /** The label of each slot, by the slot's number. */
  labels: Readonly<Record<string, string>>;
}

export interface SlotSettings {
  /** What is given takes the place of what was; the label is not among it. */
  settings: JsonObject;
  label?: string | undefined;
}

export type SlotPatch = Readonly<Record<string, SlotSettings>>;
export type Place = Pick<Widget, 'x' | 'y'> & Partial<Pick<Widget, 'w' | 'h' | 'extras'>>;

/** Widgets with numbered slots, named by their integer id. */
export interface SlottedWidgets {
  /** Of one dashboard the caller holds, or of all that the principal may read; by id. */
  list(principal: Principal, dashboard?: Dashboard): Promise<SlottedWidget[]>;
  /** @throws DomainError not_found, foreign, forbidden */
  byId(principal: Principal, id: number, right?: 'read' | 'write'): Promise<SlottedWidget>;
  /** Every slot of the kind gets a label of its own. @throws DomainError not_found, foreign, forbidden, invalid */
  create(principal: Principal, dashboard: Dashboard, draft: SlottedDraft, slots: SlotPatch): Promise<SlottedWidget>;
  /** @throws DomainError also `conflict` for a label that is taken */
  update(principal: Principal, id: number, patch: Partial<SlottedDraft>, slots: SlotPatch): Promise<SlottedWidget>;
  /** With the same settings under labels of its own; where it stands is for the caller to say, or the first free place. */
  copy(principal: Principal, id: number, to: Dashboard, place?: Partial<Place>): Promise<SlottedWidget>;
  /** Many at once: all or none. `places` gets the widgets and says where they go. */
  place(principal: Principal, ids: readonly number[], places: (widget: Widget) => Place): Promise<void>;
}

/** Services a workspace is linked with. Credentials go in, and never out again but to the service. */
export interface Accounts {
  list(principal: Principal): Promise<Account[]>;
  /** @throws DomainError not_found, foreign, forbidden */
  byId(principal: Principal, id: number): Promise<Account>;
  /** @throws DomainError `invalid` (also when the service refuses the credentials), `conflict` for a name that is taken */
  link(principal: Principal, draft: JsonObject): Promise<Account>;
  /** What is not given stays as it was; the credentials are checked again. @throws DomainError as `link` */
  update(principal: Principal, id: number, patch: JsonObject): Promise<Account>;
  /** Its widgets go with it. */
  unlink(principal: Principal, id: number): Promise<void>;
  /** For the sources alone: what opens a workspace's account. @throws DomainError `not_found` */
  credentials(workspaceId: number, id: number): Promise<{ kind: string; credentials: Credentials }>;
  /**
   * What fills a widget of a kind, from its content.
   * @throws DomainError `invalid`: no such kind (`choice`), an account that is missing or another's, a missing field
   */
  source(principal: Principal, widgetKind: string, content: JsonObject): Promise<AccountSource>;
}

export type ProfilePatch = Partial<
  Pick<User, 'firstName' | 'lastName' | 'email' | 'timeZone' | 'country' | 'company' | 'position'>
> & { newPassword?: string | undefined; currentPassword?: string | undefined };

/** What people may say and change about themselves. */
export interface Profile {
  /**
   * A new email or password asks for the current password. A changed password ends every session.
   * @throws DomainError `invalid` (of the field; `choice` for time zones and countries), `conflict`, `rate_limited`
   */
  update(principal: Principal, patch: ProfilePatch): Promise<{ user: User; passwordChanged: boolean }>;
  /** The one key that is given back whenever its owner asks; made when there is none. */
  apiKey(principal: Principal): Promise<string>;
  /** A new one; the old one stops working. */
  resetApiKey(principal: Principal): Promise<string>;
}
