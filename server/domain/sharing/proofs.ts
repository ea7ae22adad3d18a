import type { AccessToken } from '../model.ts';
import type { Secrets } from '../ports.ts';

/** Seconds that a proof is good for. */
const PROOF_LIFE = 86_400;

/** Proofs that the password of an access token was given: worthless for other tokens and once the password changed. */
export interface Proofs {
  make(access: AccessToken): { proof: string; expiresIn: number };
  isFor(access: AccessToken, proof: string): boolean;
}

/** A proof reads `TOKEN_ID.EXPIRES.MAC`, with the time in seconds since 1970. */
export function createProofs(secrets: Secrets, now: () => number): Proofs {
  const signed = ({ id, passwordHash }: AccessToken, expires: string): string =>
    `proof.${id}.${expires}.${passwordHash}`;
  return {
    make(access) {
      const expires = String(Math.floor(now() / 1000) + PROOF_LIFE);
      return { proof: `${access.id}.${expires}.${secrets.sign(signed(access, expires))}`, expiresIn: PROOF_LIFE };
    },
    isFor(access, proof) {
      const [id, expires, mac, ...rest] = proof.split('.');
      if (id !== String(access.id) || !expires || !mac || rest.length > 0) return false;
      return Number(expires) * 1000 > now() && secrets.verifySignature(signed(access, expires), mac);
    },
  };
}
