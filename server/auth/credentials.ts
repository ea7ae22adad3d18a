/** Name of the cookie that carries a session. */
export const SESSION_COOKIE = 'bc_session';

/** The secret of `Authorization: Bearer …` (RFC 6750), the scheme in any case. */
export function bearerOf(authorization: string | undefined): string | undefined {
  return /^bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
}

/** User name and password of `Authorization: Basic …` (RFC 7617); the password may be empty or missing. */
export function basicOf(authorization: string | undefined): { username: string; password: string } | undefined {
  const encoded = /^basic +([a-z0-9+/]+={0,2}) *$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const [username = '', ...password] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return { username, password: password.join(':') };
}

/** The value of one cookie of a `Cookie` header (RFC 6265); the first when it is there twice. */
export function cookieOf(header: string | undefined, name: string): string | undefined {
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name)
      return pair
        .slice(at + 1)
        .trim()
        .replace(/^"(.*)"$/, '$1');
  }
  return undefined;
}
