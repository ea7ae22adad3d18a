import type { Context } from '../context.ts';
import { DomainError } from '../errors.ts';
import type { Principal, User } from '../model.ts';
import { createGuesses } from '../throttle.ts';
import { foldName } from '../validate.ts';

/** Signing in and out. A session's secret is kept in clear only in the cookie. */
export interface Sessions {
  /**
   * By username or email. Failed attempts are counted per login and network (`from`), so that a stranger cannot lock
   * anybody else out. @throws invalid_credential, rate_limited
   */
  byPassword(login: string, password: string, from?: string): Promise<Principal>;
  /** @returns also the seconds that it lasts, not its end: the clock of the browser may differ */
  openSession(principal: Principal): Promise<{ cookie: string; csrf: string; expiresIn: number }>;
  bySession(cookie: string): Promise<{ principal: Principal; csrf: string } | undefined>;
  closeSession(cookie: string): Promise<void>;
}

/** Milliseconds a session lasts. */
const SESSION_LIFE = 14 * 86_400_000;

export function createSessions(
  { store, secrets, now, announce, wait }: Context,
  userByLogin: (login: string) => Promise<User | undefined>,
): Sessions {
  const guesses = createGuesses(now, wait);
  let nobody: Promise<string> | undefined;
  /** Verified for unknown logins, so that they take as long as a wrong password. */
  const nobodysHash = (): Promise<string> => (nobody ??= secrets.hashPassword(secrets.token()));

  return {
    async byPassword(login, password, from = '') {
      const succeed = await guesses.begin(secrets.hash(foldName(login)), from);
      const user = await userByLogin(login);
      const known = user?.passwordHash ?? undefined;
      const isRight = await secrets.verifyPassword(known ?? (await nobodysHash()), password);
      const [membership] = user ? await store.memberships.list({ userId: user.id }, { orderBy: ['id'], limit: 1 }) : [];
      if (!known || !isRight || !membership) {
        throw new DomainError('invalid_credential', 'wrong username or password', { subject: 'user' });
      }
      succeed();
      const { workspaceId, userId, role } = membership;
      return { via: 'session', workspaceId, userId, role, scopes: ['*'] };
    },

    async openSession({ userId, workspaceId }) {
      const [cookie, csrf, createdAt] = [secrets.token(), secrets.token(), now()];
      const expiresAt = createdAt + SESSION_LIFE;
      const outlived = (await store.sessions.list({ userId })).filter((session) => session.expiresAt <= createdAt);
      if (outlived.length > 0) await store.sessions.delete({ id: outlived.map(({ id }) => id) });
      await store.sessions.insert({ hash: secrets.hash(cookie), userId, workspaceId, csrf, createdAt, expiresAt });
      return { cookie, csrf, expiresIn: SESSION_LIFE / 1000 };
    },

    async bySession(cookie) {
      const session = await store.sessions.get({ hash: secrets.hash(cookie) });
      if (!session || session.expiresAt <= now()) return undefined;
      const { userId, workspaceId, csrf } = session;
      const membership = await store.memberships.get({ userId, workspaceId });
      if (!membership) return undefined;
      return { principal: { via: 'session', workspaceId, userId, role: membership.role, scopes: ['*'] }, csrf };
    },

    async closeSession(cookie) {
      const closed = await store.sessions.delete({ hash: secrets.hash(cookie) });
      if (closed > 0) await announce({ kind: 'access' });
    },
  };
}
