import { decodeJwt, errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import type { JsonObject } from '../../components/model/widget.ts';
import { DomainError } from '../domain/errors.ts';

/** Seconds that two clocks may differ. */
const CLOCK_TOLERANCE = 5;

/**
 * Claims of a compact JWT (RFC 7519): HS256 and no other algorithm whatever its header says, `exp` required.
 * @param now milliseconds since 1970
 * @throws DomainError `expired`, or `invalid_credential` for everything else that is wrong with it
 */
export async function verifyJwt(jwt: string, secret: string, now: number): Promise<JsonObject> {
  try {
    const { payload } = await jwtVerify(jwt, new TextEncoder().encode(secret), {
      algorithms: ['HS256'],
      requiredClaims: ['exp'],
      clockTolerance: CLOCK_TOLERANCE,
      currentDate: new Date(now),
    });
    return payload as JsonObject;
  } catch (cause) {
    if (cause instanceof errors.JWTExpired) throw expired(cause);
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

/** What an unverified JWT says of its issuer, to find the secret that verifies it. @throws DomainError `invalid_credential` */
export function issuerOf(jwt: string): string {
  const { iss } = unverified(jwt);
  if (typeof iss !== 'string') throw badToken();
  return iss;
}

/** When an unverified JWT says it runs out, milliseconds since 1970; `undefined` for a token of another form. */
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

export const expired = (cause?: unknown): DomainError =>
  new DomainError('expired', 'token expired', { subject: 'token' }, cause);

export const badToken = (cause?: unknown): DomainError =>
  new DomainError('invalid_credential', 'token is not valid', { subject: 'token' }, cause);
