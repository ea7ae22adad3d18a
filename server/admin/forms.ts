import type { Context, MiddlewareHandler } from 'hono';
import type { JsonObject } from '../../components/model/widget.ts';
import { DomainError, invalid } from '../domain/errors.ts';
import { checkJson, isObject } from '../domain/json.ts';
import type { Principal } from '../domain/model.ts';
import { readBody } from '../http/body.ts';
import { formFields } from '../http/form.ts';
import { ADMIN_HEADERS, type AdminPage, layout } from './layout.ts';

/** Set by the session middleware. */
export interface AdminEnv {
  Variables: { principal: Principal; csrf: string; form: URLSearchParams };
}
export type AdminContext = Context<AdminEnv>;

type PageStatus = 200 | 400 | 401 | 403 | 404 | 409 | 413 | 429 | 503;

/** Responds with a page and the headers of all admin pages. */
export async function send(c: Context, page: AdminPage, status: PageStatus = 200): Promise<Response> {
  for (const [name, value] of Object.entries(ADMIN_HEADERS)) c.header(name, value);
  return c.body(String(await layout(page)), status);
}

/** Refuses methods other than those that pages and forms use, even without a session. */
export const knownMethods: MiddlewareHandler = async (c, next) => {
  if (['GET', 'HEAD', 'POST'].includes(c.req.method)) return next();
  return c.body(null, c.req.method === 'OPTIONS' ? 204 : 405, { allow: 'GET, HEAD, OPTIONS, POST' });
};

/** Refuses forms from other sites by their headers: the sign-in form has no session yet that could hold a CSRF token. */
export const refuseForeignForms = (publicUrl: string): MiddlewareHandler =>
  async function refuseForeignForms(c, next) {
    const safe = c.req.method === 'GET' || c.req.method === 'HEAD';
    if (!safe && isForeign(c, publicUrl)) throw new DomainError('forbidden', 'This form was sent from another site.');
    if (!safe && losesCookies(c, publicUrl))
      throw new DomainError(
        'forbidden',
        `Open ${publicUrl}/admin/ instead: at this address, nobody can stay signed in.`,
      );
    return next();
  };

/** Browsers drop our Secure cookies on plain HTTP, except from their own machine: people would sign in again and again. */
function losesCookies(c: Context, publicUrl: string): boolean {
  const { protocol, hostname = '' } = URL.parse(c.req.header('origin') ?? '') ?? {};
  return publicUrl.startsWith('https:') && protocol === 'http:' && !/^(localhost|127\..+|\[::1\])$/.test(hostname);
}

/** Older browsers send `Origin` instead of `Sec-Fetch-Site`; other programs send neither. */
function isForeign(c: Context, publicUrl: string): boolean {
  const from = c.req.header('sec-fetch-site');
  if (from !== undefined) return from !== 'same-origin' && from !== 'none';
  const origin = c.req.header('origin');
  if (origin === undefined || origin === publicUrl) return false;
  return URL.parse(origin)?.host !== c.req.header('host');
}

const BODY_LIMIT = 256 * 1024;
const MAX_FIELDS = 1000;

/** The fields of a request's form. @throws malformed, too_large */
export async function formOf(c: Context): Promise<URLSearchParams> {
  const fields = formFields(await readBody(c, BODY_LIMIT), c.req.header('content-type') ?? '', MAX_FIELDS);
  if (!fields) throw new DomainError('malformed', 'The form cannot be read. Reload the page and try again.');
  return fields;
}

export const text = (form: URLSearchParams, name: string): string => (form.get(name) ?? '').trim();

/** @throws invalid */
export function integer(form: URLSearchParams, name: string): number {
  const value = text(form, name);
  if (!/^\d{1,9}$/.test(value)) throw invalid({ path: name, message: 'must be a whole number' });
  return Number(value);
}

/** A JSON object, with the same limits as in the APIs. @throws invalid, malformed */
export function jsonObject(form: URLSearchParams, name: string): JsonObject {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text(form, name));
  } catch (error) {
    throw invalid({ path: name, message: `must be valid JSON: ${error instanceof Error ? error.message : error}` });
  }
  // Inside an object, so that a problem's path begins with the field.
  const { [name]: value } = checkJson({ [name]: parsed }) as JsonObject;
  if (!isObject(value)) throw invalid({ path: name, message: 'must be a JSON object' });
  return value;
}

/** The admin page that a form was sent from, by its referrer. */
export function pageBefore(c: Context): string {
  return localPath(URL.parse(c.req.header('referer') ?? '')?.pathname);
}

/** Where to go after signing in: an admin page, never another site. */
export const localPath = (path: string | undefined): string =>
  path && /^\/admin\/(?:[\w-]+\/)*$/.test(path) ? path : '/admin/';
