import type { JsonObject } from '../../../components/model/widget.ts';
import type { Context } from '../context.ts';
import { conflict, foreign, invalid, noChoice, notFound } from '../errors.ts';
import { entryOf } from '../json.ts';
import type { Account, Principal } from '../model.ts';
import { requireCreator, requireScope } from '../rights.ts';
import { isAccountSource } from '../series/kinds.ts';
import { unsealed } from '../unseal.ts';
import { MAX_NAME, nameIssue, refuse } from '../validate.ts';
import type { AccountKind, AccountSource, Credentials, ServiceWidget } from './account-kinds.ts';

/** A workspace's accounts at external services. Credentials are never returned, only sent to the service. */
export interface Accounts {
  list(principal: Principal): Promise<Account[]>;
  /** @throws DomainError not_found, foreign, forbidden */
  byId(principal: Principal, id: number): Promise<Account>;
  /** @throws DomainError `invalid` (also when the service refuses the credentials), `conflict` for a name that is taken */
  link(principal: Principal, draft: JsonObject): Promise<Account>;
  /** Fields not given stay; the credentials are checked again. @throws DomainError as `link` */
  update(principal: Principal, id: number, patch: JsonObject): Promise<Account>;
  /** Deletes the account and its widgets. */
  unlink(principal: Principal, id: number): Promise<void>;
  /** The credentials of a workspace's account, for the sources only. @throws DomainError `not_found` */
  credentials(workspaceId: number, id: number): Promise<{ kind: string; credentials: Credentials }>;
  /**
   * What fills a widget of a kind, from its content.
   * @throws DomainError `invalid`: no such kind (`choice`), an account that is missing or another's, a missing field
   */
  source(principal: Principal, widgetKind: string, content: JsonObject): Promise<AccountSource>;
}

export function createAccounts(ctx: Context): Accounts {
  const { store, secrets, now, accountKinds = {} } = ctx;

  function kindNamed(kind: string): AccountKind {
    const known = entryOf(accountKinds, kind);
    if (!known) throw noChoice('kind', `must be one of ${Object.keys(accountKinds).join(', ')}`);
    return known;
  }

  async function byId(principal: Principal, id: number): Promise<Account> {
    const account = await store.accounts.get({ id });
    if (!account) throw notFound('account', id);
    if (account.workspaceId !== principal.workspaceId) throw foreign('account', id);
    return account;
  }

  const open = ({ credentialsSealed }: Account): Credentials | undefined => {
    const text = unsealed(secrets, credentialsSealed);
    return text === null ? undefined : JSON.parse(text);
  };

  /** Checks that the name is free among accounts of the kind and that the service accepts the credentials. */
  async function checked(principal: Principal, kind: string, given: JsonObject, before?: Account) {
    const service = kindNamed(kind);
    const credentials = read(service, given, (before && open(before)) ?? {});
    const wanted = given.username ?? before?.username;
    if (!service.namesItself && wanted !== undefined && wanted !== null) await requireFree(wanted);
    const told = await service.check(credentials);
    const username = (service.namesItself ? told.username : undefined) ?? wanted ?? told.username;
    if (username === undefined || username === null)
      throw invalid({ path: 'username', message: 'This field is required.' });
    const name = await requireFree(username);
    return { username: name, credentialsSealed: secrets.seal(JSON.stringify(credentials)), updatedAt: now() };

    async function requireFree(text: unknown): Promise<string> {
      refuse(nameIssue('username', text));
      const username = text as string;
      const other = await store.accounts.get({ workspaceId: principal.workspaceId, kind, username });
      if (other && other.id !== before?.id) throw conflict('username', 'Another account of this kind has this name.');
      return username;
    }
  }

  async function update(principal: Principal, id: number, patch: JsonObject): Promise<Account> {
    const account = await byId(principal, id);
    requireCreator(principal);
    const changed = await checked(principal, account.kind, patch, account);
    const { username, credentialsSealed } = account;
    const isAsRead = await store.accounts.update({ id, username, credentialsSealed }, changed);
    // While the service was asked, somebody else changed other fields: this builds on theirs.
    return isAsRead ? { ...account, ...changed } : update(principal, id, patch);
  }

  return {
    byId: async (principal, id) => {
      requireScope(principal, 'dashboard:read', 'account', id);
      return byId(principal, id);
    },

    async list(principal) {
      const { workspaceId } = principal;
      requireScope(principal, 'dashboard:read', 'workspace', workspaceId);
      return store.accounts.list({ workspaceId }, { orderBy: ['id'] });
    },

    async link(principal, draft) {
      requireCreator(principal);
      const { kind } = draft;
      if (typeof kind !== 'string' || kind === '') throw invalid({ path: 'kind', message: 'This field is required.' });
      const row = await checked(principal, kind, draft);
      return store.accounts.insert({ ...row, workspaceId: principal.workspaceId, kind, createdAt: now() });
    },

    update,

    async unlink(principal, id) {
      const { workspaceId } = await byId(principal, id);
      requireCreator(principal);
      const columns = ['id', 'dashboardId', 'source'] as const;
      const all = await store.widgets.list({ workspaceId, deletedAt: null }, { columns });
      const own = all.filter(({ source }) => source?.account_id === id);
      await store.transaction(async (tables) => {
        await tables.widgets.update({ id: own.map((widget) => widget.id) }, { deletedAt: now() });
        await tables.accounts.delete({ id });
      });
      for (const widget of own)
        await ctx.announce({ kind: 'widget', widgetId: widget.id, dashboardId: widget.dashboardId });
    },

    async credentials(workspaceId, id) {
      const account = await store.accounts.get({ id, workspaceId });
      if (!account) throw notFound('account', id);
      const credentials = open(account);
      const message = 'the credentials were stored with another SECRET_KEY: change the account and give them again';
      if (!credentials) throw invalid({ path: 'account_id', message });
      return { kind: account.kind, credentials };
    },

    async source(principal, widgetKind, content) {
      const found = Object.entries(accountKinds).find(([, { widgets }]) => Object.hasOwn(widgets, widgetKind));
      if (!found) throw noChoice('kind', `unknown widget kind ${widgetKind}`);
      const [service, { widgets }] = found;
      const { needsAccount, params } = widgets[widgetKind] as ServiceWidget;
      const { account_id: accountId = null } = content;
      refuse(
        ...Object.entries(params)
          .filter(([name, need]) => need === 'required' && isBlank(content[name]))
          .map(([path]) => ({ path, message: 'This field is required.' })),
        needsAccount && accountId === null && { path: 'account_id', message: 'This field is required.' },
      );
      if (accountId !== null) {
        const own = { id: Number(accountId), workspaceId: principal.workspaceId, kind: service };
        if (!(await store.accounts.get(own))) throw noChoice('account_id', `this ${service} account does not exist`);
      }
      const known = Object.entries(content).filter(([name]) => Object.hasOwn(params, name));
      return {
        type: 'account',
        service,
        account_id: accountId === null ? null : Number(accountId),
        params: Object.fromEntries(known),
      };
    },
  };
}

const isBlank = (value: unknown): boolean => value === undefined || value === null || value === '';

/** The origin of a URL; other addresses as they are. */
const originOf = (address: unknown) => (/^https?:/i.test(`${address}`) ? URL.parse(`${address}`)?.origin : address);

/**
 * The fields of a kind: given ones, and stored ones for the rest. When the place they are sent to changes, stored ones
 * are dropped, because otherwise anybody could have them sent to a place of their own.
 * @throws DomainError `invalid`
 */
function read({ fields }: AccountKind, given: JsonObject, before: Credentials): Credentials {
  const isElsewhere = fields.some(
    ({ name, isPlace }) => isPlace && !isBlank(given[name]) && originOf(given[name]) !== originOf(before[name]),
  );
  const kept: Credentials = isElsewhere ? {} : before;
  const values = Object.fromEntries(
    fields.flatMap(({ name }) => {
      const value = isBlank(given[name]) ? kept[name] : given[name];
      return isBlank(value) ? [] : [[name, typeof value === 'number' ? `${value}` : value]];
    }),
  );
  refuse(
    ...fields.map(({ name, required, pattern, expected = 'Enter a valid value.' }) => {
      const value = values[name];
      if (value === undefined) return required && { path: name, message: 'This field is required.' };
      const isText = typeof value === 'string' && value.length <= 10 * MAX_NAME;
      return (!isText || (pattern && !pattern.test(value))) && { path: name, message: expected };
    }),
  );
  return values as Credentials;
}

/** The account and content stored in a widget's source. */
export const contentOf = (source: unknown): JsonObject | undefined =>
  isAccountSource(source)
    ? { ...(source.account_id !== null && { account_id: source.account_id }), ...source.params }
    : undefined;
