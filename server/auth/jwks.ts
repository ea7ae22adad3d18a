import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from 'jose';
import { DomainError } from '../domain/errors.ts';

/** Finds the public key that verifies a token; from an address, fetched when it is first needed. */
export type KeySet = JWTVerifyGetKey;

/** Milliseconds keys are cached, minimum between refetches for an unknown key, and that a failed fetch is cached. */
const MAX_AGE = 600_000;
const COOLDOWN = 30_000;
const FAILED = 10_000;
/** The error of an answer that is not a key set. */
const NO_KEY_SET: ReadonlySet<string> = new Set([errors.JOSEError.code, errors.JWKSInvalid.code]);

/**
 * The keys at an address (RFC 7517), cached for ten minutes. Tokens with unknown keys trigger a refetch, but not
 * every one of them.
 * @param get fetches a text through the guard for outgoing requests
 */
export function createKeySet(url: string, get: (url: string) => Promise<string>, now = Date.now): KeySet {
  let failedAt: number;
  const uncached = (): KeySet => {
    failedAt = Number.NEGATIVE_INFINITY;
    return createRemoteJWKSet(new URL(url), {
      cacheMaxAge: MAX_AGE,
      cooldownDuration: COOLDOWN,
      async [customFetch](address) {
        if (now() - failedAt < FAILED) throw unreachable();
        try {
          return new Response(await get(address), { headers: { 'content-type': 'application/json' } });
        } catch (cause) {
          failedAt = now();
          throw unreachable(cause);
        }
      },
    });
  };
  let [keys, asked] = [uncached(), now()];
  return async (header, token) => {
    // If the clock was set back, keys and failures would be cached for longer by as much.
    if (now() < asked) keys = uncached();
    asked = now();
    try {
      return await keys(header, token);
    } catch (cause) {
      if (!(cause instanceof errors.JOSEError && NO_KEY_SET.has(cause.code))) throw cause;
      // An answer that is not a key set counts as unreachable.
      failedAt = now();
      throw unreachable(cause);
    }
  };
}

const unreachable = (cause?: unknown): DomainError =>
  new DomainError(
    'unavailable',
    'The keys that verify tokens cannot be fetched.',
    { retryAfter: FAILED / 1000 },
    cause,
  );
