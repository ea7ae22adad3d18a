import type { AccessToken } from '../model.ts';
import type { Secrets } from '../ports.ts';

/** Seconds that a proof is good for. */
const PROOF_LIFE = 86_400;

/** Proofs that a reader knew the password of an access token: valid for that token only, until the password changes. */
export interface Proofs {
  make(access: AccessToken): { proof: string; expiresIn: number };
  /** Whether a reader has one for this token; verified once per reader and token. */
  isIn(access: AccessToken, reader: Reader): boolean;
}

/** The sender of proofs: an object that lives as long as its request. */
type Reader = { proofs?: readonly string[] | undefined };

/** A proof reads `TOKEN_ID.EXPIRES.MAC`, with the time in seconds since 1970. */
export function createProofs(secrets: Secrets, now: () => number): Proofs {
  const signed = ({ id, passwordHash }: AccessToken, expires: string): string =>
    `proof.${id}.${expires}.${passwordHash}`;
  const verified = new WeakMap<Reader, Map<string, boolean>>();

  function isFor(access: AccessToken, proof: string): boolean {
    const [id, expires, mac, ...rest] = proof.split('.', 4);
    if (id !== String(access.id) || !expires || !mac || rest.length > 0) return false;
    return Number(expires) * 1000 > now() && secrets.verifySignature(signed(access, expires), mac);
  }

  return {
    make(access) {
      const expires = String(Math.floor(now() / 1000) + PROOF_LIFE);
      return { proof: `${access.id}.${expires}.${secrets.sign(signed(access, expires))}`, expiresIn: PROOF_LIFE };
    },
    isIn(access, reader) {
      const known = verified.get(reader) ?? new Map<string, boolean>();
      verified.set(reader, known);
      const name = `${access.id} ${access.passwordHash}`;
      const isKnown = known.get(name) ?? reader.proofs?.some((proof) => isFor(access, proof)) ?? false;
      known.set(name, isKnown);
      return isKnown;
    },
  };
}
