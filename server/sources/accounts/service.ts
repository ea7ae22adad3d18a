import type { Json, JsonObject } from '../../../components/model/widget.ts';
import { DomainError } from '../../domain/errors.ts';
import { checkJson, isObject } from '../../domain/json.ts';
import type { Reading } from '../../domain/series/series.ts';
import type { AccountKind, Credentials, ServiceWidget } from '../../domain/sources/account-kinds.ts';
import { type Guard, type OutgoingAnswer, OutgoingError } from '../guard.ts';

/** The account's credentials (none without an account), and the parameters in the widget's content. */
export interface Ask {
  credentials: Credentials;
  params: JsonObject;
}

/** A widget kind and how its readings are fetched, by slot. */
export interface Feed extends ServiceWidget {
  /** @throws DomainError `invalid` when the service refuses or its answer has an unexpected form */
  fetch(ask: Ask): Promise<Readonly<Record<string, readonly Reading[]>>>;
}

/** A kind of account with everything it can fetch. */
export interface Service extends AccountKind {
  readonly widgets: Readonly<Record<string, Feed>>;
}

export type ServiceFactory = (web: Web, guard: Guard) => Service;

/** Requests to one service through the guard. */
export interface Web {
  /** @throws DomainError `invalid` */
  text(url: string, headers?: Readonly<Record<string, string>>): Promise<string>;
  /** @throws DomainError `invalid` */
  json(url: string, headers?: Readonly<Record<string, string>>): Promise<Json>;
}

/** @param base replaces the origin of every URL, for tests */
export function createWeb(guard: Guard, base?: string): Web {
  async function text(url: string, headers: Readonly<Record<string, string>> = {}): Promise<string> {
    const answer = await out(guard.request({ url: base ? rebased(url, base) : url, headers }));
    const { status } = answer;
    if (status === 401 || status === 403) throw refusal('The service does not accept these credentials.');
    if (status < 200 || status > 299) throw refusal(`The service responded with status ${status}.`);
    return textIn(answer);
  }
  return {
    text,
    async json(url, headers) {
      const body = await text(url, { accept: 'application/json', ...headers });
      try {
        return checkJson(JSON.parse(body));
      } catch (cause) {
        throw refusal('The response of the service is not valid JSON.', cause);
      }
    },
  };
}

const CHARSET = /charset\s*=\s*["']?([\w-]+)/i;
const ENCODING = /^\s*<\?xml\s[^<>]{0,100}?encoding\s*=\s*["']([\w-]+)/i;

/** Decodes by the charset in the header or in the XML declaration; UTF-8 when there is none or it is unknown. */
function textIn({ headers, body }: OutgoingAnswer): string {
  const [, charset = 'utf-8'] =
    CHARSET.exec(`${headers['content-type']}`) ?? ENCODING.exec(body.toString('latin1', 0, 200)) ?? [];
  try {
    return new TextDecoder(charset).decode(body);
  } catch {
    return new TextDecoder().decode(body);
  }
}

const rebased = (url: string, base: string): string => {
  const { pathname, search } = new URL(url);
  return base.replace(/\/$/, '') + pathname + search;
};

/** Translates errors of the guard into those of the domain. */
export async function out<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof OutgoingError ? refusal(error.message, error) : error;
  }
}

/** A failure of a service, without naming a field. */
export const refusal = (message: string, cause?: unknown): DomainError =>
  new DomainError('invalid', message, { subject: 'service' }, cause);

/** Credentials of HTTP Basic (RFC 7617) as a header. */
export const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

/** The value at a path like `data.items[0].total`; everything without a path. @throws DomainError `invalid` */
export function at(value: Json, path: Json | undefined): Json {
  const steps = `${path ?? ''}`.split(/[.[\]]+/).filter(Boolean);
  let found: Json | undefined = value;
  for (const step of steps) {
    const branch: object | null = typeof found === 'object' ? found : null;
    found = branch && Object.hasOwn(branch, step) ? (branch as JsonObject)[step] : undefined;
  }
  if (found === undefined) throw refusal(`The response of the service has no value at ${steps.join('.')}.`);
  return found;
}

/** One reading; none for `null`. */
export const value = (found: Json): readonly Reading[] => (found === null ? [] : [{ value: found }]);

/** Timeline entries, oldest first, from a list with the newest first. */
export const entries = (list: Json, of: (row: JsonObject) => { entry: JsonObject; at?: string }): readonly Reading[] =>
  (Array.isArray(list) ? list : [])
    .filter(isObject)
    .map(of)
    .map(({ entry, at: time }) => {
      const moment = Date.parse(time ?? '');
      return { value: withoutEmpty(entry), ...(Number.isNaN(moment) ? {} : { at: moment }) };
    })
    .reverse();

const withoutEmpty = (entry: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(entry).filter(([, text]) => text !== null && text !== undefined && text !== ''));

/** A field of a row as text. */
export const words = (text: Json | undefined): string => (text === undefined || text === null ? '' : `${text}`);

/** Widget families with one slot, which any value of the right shape can fill. */
export const SHAPES = [
  'counter',
  'gauge',
  'absolute_graph',
  'completion',
  'status',
  'text',
  'timeline',
  'leaderboard',
  'funnel',
  'image',
] as const;

/** One feed per shape, named `prefix_shape`. */
export const shaped = (prefix: string, feed: Feed): Record<string, Feed> =>
  Object.fromEntries(SHAPES.map((shape) => [`${prefix}_${shape}`, feed]));
