import { bearerOf, SESSION_COOKIE } from '../auth/credentials.ts';
import { DomainError } from '../domain/errors.ts';
import type { Principal } from '../domain/model.ts';
import type { Call } from './call.ts';

/** One way to say who is asking. */
export interface Credential {
  /** The secret as the call carries it, `undefined` when it carries none of this kind. */
  find(call: Call): string | undefined | Promise<string | undefined>;
  /**
   * @returns `undefined` for one that counts as absent, like a session that ran out
   * @throws DomainError `invalid_credential`, `forbidden`
   */
  check(secret: string, call: Call): Promise<Principal | undefined>;
}

const byApiKey: Credential['check'] = (secret, { domain }) => domain.people.byApiKey(secret);

/** `Authorization: Bearer sk_…` */
export const bearerKey: Credential = { find: (call) => bearerOf(call.header('authorization')), check: byApiKey };

/** A header that holds nothing but the key, like `X-Api-Key`. */
export const headerKey = (name: string): Credential => ({
  find: (call) => call.header(name)?.trim() || undefined,
  check: byApiKey,
});

/** A field of the JSON body. A body that cannot be read holds no key; one too large to look into is refused as that. */
export const bodyKey = (field: string): Credential => ({
  async find(call) {
    const body = await call.body().catch((error: unknown) => {
      if (error instanceof DomainError && error.code !== 'too_large') return undefined;
      throw error;
    });
    const value = body && typeof body === 'object' && !Array.isArray(body) ? body[field] : undefined;
    return typeof value === 'string' ? value : undefined;
  },
  check: byApiKey,
});

const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** The session cookie; whatever changes something must also send the session's CSRF token as `X-Csrf-Token`. */
export const sessionCookie: Credential = {
  find: (call) => call.cookie(SESSION_COOKIE),
  async check(cookie, call) {
    const session = await call.domain.people.bySession(cookie);
    if (!session) return undefined;
    if (!SAFE.has(call.method) && call.header('x-csrf-token') !== session.csrf) {
      throw new DomainError('forbidden', 'The CSRF token is missing or wrong.', { permission: 'csrf' });
    }
    return session.principal;
  },
};

/** The first credential the call carries decides; the others are not looked at. */
export async function identify(call: Call, credentials: readonly Credential[]): Promise<Principal | undefined> {
  for (const credential of credentials) {
    const found = credential.find(call);
    const secret = typeof found === 'object' ? await found : found;
    if (secret !== undefined) return credential.check(secret, call);
  }
  return undefined;
}
