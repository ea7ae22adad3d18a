import { bearerOf, SESSION_COOKIE } from '../auth/credentials.ts';
import { DomainError } from '../domain/errors.ts';
import { objectOf } from '../domain/json.ts';
import type { Principal } from '../domain/model.ts';
import type { Call } from './call.ts';
import { SAFE_METHODS } from './headers.ts';

/** How the documents describe a credential and where it goes. OpenAPI has no term for one in a body field. */
export interface Scheme {
  readonly name: string;
  readonly where: 'bearer' | 'basic' | 'header' | 'query' | 'cookie' | 'body';
  /** Of the header, the parameter, the cookie or the field. */
  readonly field?: string;
  readonly description: string;
  /** Whether unsafe methods also need the header `X-Csrf-Token`. */
  readonly csrf?: boolean;
}

/** One way to authenticate. */
export interface Credential {
  /** Absent for credentials that are not documented. */
  readonly scheme?: Scheme;
  /** The secret in the request, `undefined` when it carries none of this kind. */
  find(call: Call): string | undefined | Promise<string | undefined>;
  /**
   * @returns `undefined` for one that counts as absent, like a session that ran out
   * @throws DomainError `invalid_credential`, `forbidden`
   */
  check(secret: string, call: Call): Promise<Principal | undefined>;
}

const byApiKey: Credential['check'] = (secret, { domain }) => domain.people.byApiKey(secret);

/** `Authorization: Bearer sk_…` */
export const bearerKey: Credential = {
  scheme: { name: 'bearerKey', where: 'bearer', description: 'An API key as the bearer token.' },
  find: (call) => bearerOf(call.header('authorization')),
  check: byApiKey,
};

/** A header that holds nothing but the key, like `X-Api-Key`. */
export const headerKey = (name: string): Credential => ({
  scheme: { name: 'headerKey', where: 'header', field: name, description: 'An API key in this header.' },
  find: (call) => call.header(name)?.trim() || undefined,
  check: byApiKey,
});

/** A field of the JSON body. A body that cannot be parsed holds no key; one that is too large is refused as such. */
export const bodyKey = (field: string): Credential => ({
  scheme: { name: 'bodyKey', where: 'body', field, description: 'An API key as a field of the JSON body.' },
  async find(call) {
    const body = await call.body().catch((error: unknown) => {
      if (error instanceof DomainError && error.code !== 'too_large') return undefined;
      throw error;
    });
    const value = objectOf(body)[field];
    return typeof value === 'string' ? value : undefined;
  },
  check: byApiKey,
});

/** The session cookie; unsafe methods must also send the session's CSRF token as `X-Csrf-Token`. */
export const sessionCookie: Credential = {
  scheme: {
    name: 'session',
    where: 'cookie',
    field: SESSION_COOKIE,
    description:
      'The session of a user who signed in at /admin/. Requests that change something also need the CSRF token.',
  },
  find: (call) => call.cookie(SESSION_COOKIE),
  async check(cookie, call) {
    const session = await call.domain.people.bySession(cookie);
    if (!session) return undefined;
    if (!SAFE_METHODS.has(call.method) && call.header('x-csrf-token') !== session.csrf) {
      throw new DomainError('forbidden', 'The CSRF token is missing or wrong.', { permission: 'csrf' });
    }
    return session.principal;
  },
};

/** The first credential the request carries decides; the others are ignored. */
export async function identify(call: Call, credentials: readonly Credential[]): Promise<Principal | undefined> {
  for (const credential of credentials) {
    const found = credential.find(call);
    const secret = typeof found === 'object' ? await found : found;
    if (secret !== undefined) return credential.check(secret, call);
  }
  return undefined;
}
