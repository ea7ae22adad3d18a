import { bearerOf } from '../auth/credentials.ts';
import { verifyJwt } from '../auth/jwt.ts';
import type { Principal } from '../domain/model.ts';
import type { Call } from './call.ts';
import type { Credential } from './credentials.ts';

/** Whether a secret has the form of a compact JWT; no API key has. */
const isJwt = (secret: string): boolean => secret.split('.').length === 3;

async function byJwt(jwt: string, { domain, deps }: Call): Promise<Principal> {
  return domain.identities.byClaims(await verifyJwt(jwt, deps.config.jwtSecret, Date.now()));
}

/** `Authorization: Bearer …` with a JWT (HS256, JWT_SECRET) or an API key. */
export const bearerToken: Credential = {
  scheme: {
    name: 'bearerToken',
    where: 'bearer',
    description: 'A JWT (HS256, JWT_SECRET) with the claims tenant_id and sub, or an API key.',
  },
  find: (call) => bearerOf(call.header('authorization')),
  check: (secret, call) => (isJwt(secret) ? byJwt(secret, call) : call.domain.people.byApiKey(secret)),
};
