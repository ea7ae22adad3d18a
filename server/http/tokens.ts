import { bearerOf } from '../auth/credentials.ts';
import { isAsymmetric, verifyByKeySet, verifyJwt } from '../auth/jwt.ts';
import { badToken } from '../domain/errors.ts';
import type { Principal } from '../domain/model.ts';
import { ISSUER } from '../domain/people/identities.ts';
import type { Call } from './call.ts';
import type { Credential } from './credentials.ts';

/** Whether a secret has the form of a compact JWT; no API key has. */
const isJwt = (secret: string): boolean => secret.split('.').length === 3;

/** A token verified by a public key must not claim to be our own: only holders of JWT_SECRET may issue those. */
async function byJwt(jwt: string, { domain, deps: { config, keySet } }: Call): Promise<Principal> {
  if (!keySet || !isAsymmetric(jwt))
    return domain.identities.byClaims(await verifyJwt(jwt, config.jwtSecret, Date.now()));
  const claims = await verifyByKeySet(jwt, keySet, config.jwksAudience, Date.now());
  if (claims.iss === ISSUER) throw badToken();
  return domain.identities.byClaims(claims);
}

/** `Authorization: Bearer …` with a JWT (HS256 by JWT_SECRET; RS256 or ES256 by JWKS_URL) or an API key. */
export const bearerToken: Credential = {
  scheme: {
    name: 'bearerToken',
    where: 'bearer',
    description: 'A JWT (HS256, JWT_SECRET) with the claims tenant_id and sub, or an API key.',
  },
  find: (call) => bearerOf(call.header('authorization')),
  check: (secret, call) => (isJwt(secret) ? byJwt(secret, call) : call.domain.people.byApiKey(secret)),
};
