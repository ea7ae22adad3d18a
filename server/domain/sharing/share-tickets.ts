import type { Secrets } from '../ports.ts';

/** Seconds that a ticket is good for. */
const LIFE = 86_400;

/** Says that somebody knew one of the passwords of a shared page: a JWT (HS256), as clients of the page expect one. */
export interface ShareTickets {
  make(token: string, passwordId: number, workspaceId: number): { ticket: string; expiresIn: number };
  /** Whether it was made for this token by this password and has not run out. */
  isFor(token: string, passwordId: number, ticket: string): boolean;
}

const HEADER = encode({ alg: 'HS256', typ: 'JWT' });

export function createShareTickets(secrets: Secrets, now: () => number): ShareTickets {
  const seconds = () => Math.floor(now() / 1000);
  return {
    make(token, passwordId, workspaceId) {
      const iat = seconds();
      const claims = {
        share_password_id: passwordId,
        team_id: workspaceId,
        access_token: token,
        iat,
        exp: iat + LIFE,
      };
      const signed = `${HEADER}.${encode(claims)}`;
      return { ticket: `${signed}.${secrets.sign(signed)}`, expiresIn: LIFE };
    },
    isFor(token, passwordId, ticket) {
      const [header, payload = '', mac = '', ...rest] = ticket.split('.');
      if (header !== HEADER || rest.length > 0 || !secrets.verifySignature(`${header}.${payload}`, mac)) return false;
      const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
      const isAlive = typeof claims.exp === 'number' && claims.exp > seconds();
      return isAlive && claims.access_token === token && claims.share_password_id === passwordId;
    },
  };
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
