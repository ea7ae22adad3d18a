import type { Context } from '../context.ts';
import { conflict, forbidden, invalid, noChoice, notFound } from '../errors.ts';
import { lettersAndDigits } from '../letters.ts';
import type { ApiKey, Grant, Principal, User } from '../model.ts';
import { hasScope, ROLES } from '../rights.ts';
import { isTimeZone } from '../series/periods.ts';
import { subjectOf } from '../subjects.ts';
import { createThrottle } from '../throttle.ts';
import { unsealed } from '../unseal.ts';
import { foldName, given, isEmail, isPassword, lineIssue, MAX_NAME, MIN_PASSWORD, refuse } from '../validate.ts';
import type { People } from './people.ts';

export type ProfilePatch = Partial<
  Pick<User, 'firstName' | 'lastName' | 'email' | 'timeZone' | 'country' | 'company' | 'position'>
> & { newPassword?: string | undefined; currentPassword?: string | undefined };

/** The parts of a user's own account that they may read and change. */
export interface Profile {
  /**
   * Changing the email or password requires the current password. A new password ends every session. Grants to the
   * old email move to the new one; an email that dashboards are shared with is refused to anybody they are not open to.
   * @throws DomainError `invalid` (of the field; `choice` for time zones and countries), `conflict`, `rate_limited`
   */
  update(principal: Principal, patch: ProfilePatch): Promise<{ user: User; passwordChanged: boolean }>;
  /** The one key its owner can read again at any time; created when there is none. */
  apiKey(principal: Principal): Promise<string>;
  /** Replaces that key; the old one stops working. */
  resetApiKey(principal: Principal): Promise<string>;
}

const FIELDS = ['firstName', 'lastName', 'company', 'position'] as const;
const KEY_NAME = 'Ducksboard';
const KEY_LENGTH = 50;

export function createProfile(ctx: Context, people: People): Profile {
  const { store, secrets, now } = ctx;
  const throttle = createThrottle(now);

  async function requirePassword({ id, passwordHash }: User, password: string | undefined): Promise<void> {
    if (password === undefined || password === '')
      throw invalid({ path: 'currentPassword', message: 'This field is required.' });
    throttle.take(`${id}`);
    if (passwordHash === null || !(await secrets.verifyPassword(passwordHash, password)))
      throw invalid({ path: 'currentPassword', message: 'The password is wrong.' });
    throttle.forgive(`${id}`);
  }

  /** Grants to an email address on dashboards of the workspaces in which the user's role alone does not suffice. */
  async function grantsTo(email: string, userId: number): Promise<Grant[]> {
    const grants = await store.grants.list({ subjectType: 'user', subjectId: subjectOf(email) });
    const places = (await store.memberships.list({ userId })).filter(({ role }) => !ROLES[role].administers);
    const [id, workspaceId] = [grants.map(({ dashboardId }) => dashboardId), places.map((each) => each.workspaceId)];
    const boards = new Set((await store.dashboards.list({ id, workspaceId })).map((board) => board.id));
    return grants.filter(({ dashboardId }) => boards.has(dashboardId));
  }

  const keysOf = ({ workspaceId, userId }: Principal): Promise<ApiKey[]> =>
    store.apiKeys.list({ workspaceId, userId, name: KEY_NAME, isActive: true }, { orderBy: ['-id'] });

  async function newKey(principal: Principal): Promise<{ id: number; secret: string }> {
    const secret = lettersAndDigits(secrets, KEY_LENGTH);
    const [user, workspace] = await Promise.all([
      people.userOf(principal),
      store.workspaces.get({ id: principal.workspaceId }),
    ]);
    if (!workspace) throw notFound('workspace', principal.workspaceId);
    const { id } = await people.createKey({ workspace: workspace.slug, user: user.username, name: KEY_NAME, secret });
    await store.apiKeys.update({ id }, { sealed: secrets.seal(secret) });
    return { id, secret };
  }

  return {
    async update(principal, patch) {
      if (!hasScope(principal.scopes, '*')) throw forbidden('*', 'user', principal.userId);
      const user = await people.userOf(principal);
      const email = patch.email === undefined ? user.email : foldName(patch.email);
      const { newPassword, country = user.country, timeZone = user.timeZone } = patch;
      check(patch, email);
      if (timeZone !== user.timeZone && !isTimeZone(timeZone)) throw noChoice('timeZone', 'unrecognized timezone');
      if (country !== user.country && !isCountry(country)) throw noChoice('country', 'unrecognized country');
      const isMoving = email !== user.email;
      const changesPassword = newPassword !== undefined && newPassword !== '';
      if (changesPassword || isMoving) await requirePassword(user, patch.currentPassword);
      // Nobody has proved to own the address. The same answer as for a taken one, so that it does not reveal which it is.
      if (isMoving && ((await store.users.get({ email })) || (await grantsTo(email, user.id)).length > 0))
        throw conflict('email', 'This email address is taken.');
      const moving = isMoving ? await grantsTo(user.email, user.id) : [];
      // Only what was given: others may have changed the rest while the passwords were hashed.
      const changed = {
        ...given(patch, [...FIELDS, 'timeZone', 'country']),
        ...(isMoving && { email }),
        ...(changesPassword && { passwordHash: await secrets.hashPassword(newPassword) }),
      };
      await store.transaction(async (tables) => {
        await tables.users.update({ id: user.id }, changed);
        await tables.grants.update({ id: moving.map(({ id }) => id) }, { subjectId: subjectOf(email) });
        if (changesPassword) await tables.sessions.delete({ userId: user.id });
      });
      if (changesPassword) await ctx.announce({ kind: 'access' });
      return { user: { ...user, ...changed }, passwordChanged: changesPassword };
    },

    async apiKey(principal) {
      const kept = (await keysOf(principal)).find(({ sealed }) => sealed !== null);
      return (kept?.sealed && unsealed(secrets, kept.sealed)) || (await newKey(principal)).secret;
    },

    async resetApiKey(principal) {
      const { id: own, secret } = await newKey(principal);
      // Listed after the insert, so that of several concurrent requests the last key stays.
      const old = (await keysOf(principal)).filter(({ id }) => id < own);
      await store.apiKeys.update({ id: old.map(({ id }) => id) }, { isActive: false, sealed: null });
      await ctx.announce({ kind: 'access' });
      return secret;
    },
  };
}

function check(patch: ProfilePatch, email: string): void {
  const { newPassword = '' } = patch;
  refuse(
    ...FIELDS.map((field) => patch[field] !== undefined && lineIssue(field, patch[field])),
    patch.email !== undefined &&
      (!isEmail(email) || lineIssue('email', email)) && {
        path: 'email',
        message: 'Enter a valid email address.',
      },
    newPassword !== '' &&
      !isPassword(newPassword) && {
        path: 'newPassword',
        message: `Enter ${MIN_PASSWORD} to ${MAX_NAME} characters.`,
      },
  );
}

/** Regions that `Intl` can name but that are no countries: unions, unknown and pseudo regions. */
const NO_COUNTRY: ReadonlySet<string> = new Set(['EU', 'EZ', 'QO', 'UN', 'XA', 'XB', 'ZZ']);
const regions = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

/** Whether a text is a country's code (ISO 3166-1 alpha-2), or empty for not specified. */
const isCountry = (code: string): boolean =>
  code === '' || (/^[A-Z]{2}$/.test(code) && !NO_COUNTRY.has(code) && regions.of(code) !== undefined);
