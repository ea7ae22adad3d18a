import {
  decodeJwt,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  type JWTVerifyOptions,
  jwtVerify,
  SignJWT,
} from 'jose';
import type { JsonObject } from '../../components/model/widget.ts';
import { badToken, DomainError, expiredToken } from '../domain/errors.ts';
import type { KeySet } from './jwks.ts';

/** Allowed clock skew in seconds. */
const CLOCK_TOLERANCE = 5;

/**
 * Claims of a compact JWT (RFC 7519): HS256 and no other algorithm whatever its header says, `exp` required.
 * @param now milliseconds since 1970
 * @throws DomainError `expired`, or `invalid_credential` for everything else that is wrong with it
 */
export async function verifyJwt(jwt: string, secret: string, now: number): Promise<JsonObject> {
  return verified(() => jwtVerify(jwt, new TextEncoder().encode(secret), optionsOf(['HS256'], now)));
}

/** Algorithms allowed for a key set: only asymmetric ones. */
const ASYMMETRIC: readonly string[] = ['RS256', 'ES256'];

/** Whether a token's header names one of these algorithms. */
export function isAsymmetric(jwt: string): boolean {
  try {
    return ASYMMETRIC.includes(decodeProtectedHeader(jwt).alg ?? '');
  } catch {
    return false;
  }
}

/**
 * Claims of a compact JWT that a key of a set verifies: RS256 or ES256, `exp` required, and `aud` if an
 * audience is configured: one issuer signs for many.
 * @throws DomainError as {@link verifyJwt}, and `unavailable` when the keys cannot be had
 */
export const verifyByKeySet = (jwt: string, keys: KeySet, audience: string, now: number): Promise<JsonObject> =>
  verified(() => jwtVerify(jwt, keys, { ...optionsOf(ASYMMETRIC, now), ...(audience && { audience }) }));

const optionsOf = (algorithms: readonly string[], now: number): JWTVerifyOptions => ({
  algorithms: [...algorithms],
  requiredClaims: ['exp'],
  clockTolerance: CLOCK_TOLERANCE,
  currentDate: new Date(now),
});

async function verified(verify: () => Promise<{ payload: JWTPayload }>): Promise<JsonObject> {
  try {
    return (await verify()).payload as JsonObject;
  } catch (cause) {
    if (cause instanceof DomainError) throw cause;
    if (cause instanceof errors.JWTExpired) throw expiredToken(cause);
    throw badToken(cause);
  }
}

/**
 * A compact JWT that {@link verifyJwt} accepts.
 * @param now milliseconds since 1970
 * @param ttl seconds it is good for
 */
export function signJwt(claims: JsonObject, secret: string, now: number, ttl: number): Promise<string> {
  const issuedAt = Math.floor(now / 1000);
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + ttl)
    .sign(new TextEncoder().encode(secret));
}

/** The issuer claimed by an unverified JWT, to find the secret that verifies it. @throws DomainError `invalid_credential` */
export function issuerOf(jwt: string): string {
  const { iss } = unverified(jwt);
  if (typeof iss !== 'string') throw badToken();
  return iss;
}

/** The `exp` of an unverified JWT in milliseconds since 1970; `undefined` for other tokens. */
export function expiryOf(token: string): number | undefined {
  if (token.split('.').length !== 3) return undefined;
  try {
    const { exp } = decodeJwt(token);
    return typeof exp === 'number' ? exp * 1000 : undefined;
  } catch {
    return undefined;
  }
}

function unverified(jwt: string): JWTPayload {
  try {
    return decodeJwt(jwt);
  } catch (cause) {
    throw badToken(cause);
  }
}
