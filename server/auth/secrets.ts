import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hash,
  hkdfSync,
  randomBytes,
  randomUUID,
  timingSafeEqual,
} from 'node:crypto';
import { hash as argon2, verify as verifyArgon2 } from '@node-rs/argon2';
import { badToken, expiredToken } from '../domain/errors.ts';
import type { Secrets } from '../domain/ports.ts';
import { issuerOf, verifyJwt } from './jwt.ts';

/** Bytes of an AES-GCM nonce and tag. */
const NONCE = 12;
const TAG = 16;
/** Version prefix of sealed texts, so that the format can change. */
const SEAL_FORM = 'v1.';

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane. The library's algorithm is argon2id by default. */
const PASSWORD_COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/**
 * Secrets under one SECRET_KEY. Each purpose has its own key (HKDF-SHA256), so that a signature for one
 * purpose is invalid for another. Sealed texts are AES-256-GCM.
 */
export function createSecrets({ secretKey, now = Date.now }: { secretKey: string; now?: () => number }): Secrets {
  const keyFor = (purpose: string): Buffer => Buffer.from(hkdfSync('sha256', secretKey, 'boardcast', purpose, 32));
  const sealKey = keyFor('seal');
  const signKey = keyFor('sign');

  const sign = (text: string): string => createHmac('sha256', signKey).update(text).digest('base64url');

  return {
    hex: (bytes) => randomBytes(bytes).toString('hex'),
    token: () => randomBytes(32).toString('base64url'),
    uuid: () => randomUUID(),
    hash: (secret) => hash('sha256', secret),
    seal(text) {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv('aes-256-gcm', sealKey, nonce);
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return SEAL_FORM + Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
    },
    open(sealed) {
      if (!sealed.startsWith(SEAL_FORM)) throw new Error('not a sealed text');
      const bytes = Buffer.from(sealed.slice(SEAL_FORM.length), 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', sealKey, bytes.subarray(0, NONCE), { authTagLength: TAG });
      decipher.setAuthTag(bytes.subarray(NONCE, NONCE + TAG));
      return Buffer.concat([decipher.update(bytes.subarray(NONCE + TAG)), decipher.final()]).toString('utf8');
    },
    hashPassword: (password) => argon2(password, PASSWORD_COST),
    verifyPassword: (known, password) => verifyArgon2(known, password).catch(() => false),
    sign,
    verifySignature(text, mac) {
      const [expected, actual] = [Buffer.from(sign(text)), Buffer.from(mac)];
      return expected.length === actual.length && timingSafeEqual(expected, actual);
    },
    async verifySigned(jwt, secretOf) {
      const secret = await secretOf(issuerOf(jwt));
      if (secret === undefined) throw badToken();
      const claims = await verifyJwt(jwt, secret, now());
      // Clocks may differ when a token is new; at its end they do not matter to readers of our page.
      if (Number(claims.exp) * 1000 <= now()) throw expiredToken();
      return claims;
    },
  };
}
