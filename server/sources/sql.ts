import type { Json } from '../../components/model/widget.ts';
import { DomainError, invalid } from '../domain/errors.ts';
import type { Query } from '../domain/sources/queries.ts';

/**
 * SQL is only ever cut where a database cuts it too: strings (`'…'`, `E'…'`), quoted names, dollar quotes and comments
 * are whole. Values never become text, so a cut in the wrong place can make a query fail and nothing else.
 */
interface Token {
  kind: 'text' | 'string' | 'space' | 'parameter' | 'filters' | 'end';
  text: string;
  /** Of a parameter, or the side of filters that is meant. */
  name?: string;
}

const RULES: readonly [Token['kind'], RegExp][] = [
  ['space', /\s+|--[^\r\n]*/y],
  ['string', /'(?:[^']|'')*'/y],
  ['text', /[eE]'(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"]|"")*"/y],
  // A dollar inside of a name starts nothing.
  ['text', /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*|\d[\w.]*/y],
  ['parameter', /\$([A-Za-z_]\w{0,99}|\d{1,3})/y],
  ['parameter', /\{\{\s{0,9}(?:param\.)?([\w-]{1,100})\s{0,9}\}\}/y],
  ['filters', /\{filters(?:\.dateRange\.(from|to))?\}/y],
  ['parameter', /\{(?:variables\.)?([\w-]{1,100})\}/y],
  ['end', /;/y],
];

/**
 * Characters, as it was written and with its filters: taking longer ones apart would hold up everybody else. What
 * answers them may allow fewer.
 */
const MAX_LENGTH = 131_072;

function requireShort(length: number): void {
  if (length > MAX_LENGTH) throw wrong(`must be at most ${MAX_LENGTH} characters long`);
}

/** @throws DomainError `invalid` for a quote or comment without an end, and for what is too long */
function tokens(sql: string): Token[] {
  requireShort(sql.length);
  const found: Token[] = [];
  for (let at = 0; at < sql.length; ) {
    const token = blockComment(sql, at) ?? dollarQuote(sql, at) ?? tokenAt(sql, at);
    found.push(token);
    at += token.text.length;
  }
  return found;
}

function tokenAt(sql: string, at: number): Token {
  for (const [kind, rule] of RULES) {
    rule.lastIndex = at;
    const match = rule.exec(sql);
    if (match) return { kind, text: match[0], ...(match[1] !== undefined && { name: match[1] }) };
  }
  const text = sql[at] as string;
  if (text === "'" || text === '"') throw wrong('a quote is not closed');
  return { kind: 'text', text };
}

const TAG = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;

function dollarQuote(sql: string, at: number): Token | undefined {
  TAG.lastIndex = at;
  const [tag] = TAG.exec(sql) ?? [];
  if (tag === undefined) return undefined;
  const end = sql.indexOf(tag, at + tag.length);
  if (end < 0) throw wrong('a quote is not closed');
  return { kind: 'text', text: sql.slice(at, end + tag.length) };
}

/** They nest, as in PostgreSQL. */
function blockComment(sql: string, at: number): Token | undefined {
  if (!sql.startsWith('/*', at)) return undefined;
  const edge = /\/\*|\*\//g;
  edge.lastIndex = at;
  let depth = 0;
  for (let match = edge.exec(sql); match; match = edge.exec(sql)) {
    depth += match[0] === '/*' ? 1 : -1;
    if (depth === 0) return { kind: 'space', text: sql.slice(at, edge.lastIndex) };
  }
  throw wrong('a comment is not closed');
}

const wrong = (message: string): DomainError => invalid({ path: 'sql', message });

/** The tokens of one statement, without the semicolons behind it. @throws DomainError `invalid` for more than one */
function statement(sql: string): Token[] {
  const all = tokens(sql);
  const last = all.findLastIndex(({ kind }) => kind !== 'end' && kind !== 'space') + 1;
  const own = all.slice(0, last);
  if (last === 0) throw wrong('the statement is missing');
  if (own.some(({ kind }) => kind === 'end')) throw wrong('there is more than one statement');
  return own;
}

const MISSING = 'no value for';

/** Whether what is wrong is that a placeholder has no value. */
export const isMissingValue = (reason: string): boolean => reason.startsWith(MISSING);

const IN_STRING = /\{\{\s{0,9}(?:param\.)?([\w-]{1,100})\s{0,9}\}\}/g;

/** The condition that PostHog's `{filters}` stands for, or one end of the range of dates; what it compares with is bound. */
export type FilterText = (what: 'all' | 'from' | 'to', values: Record<string, Json>) => string;

const noFilters: FilterText = () => {
  throw wrong('filters cannot be used here');
};

/** Whether the statement says by `{filters}` where its filters belong. */
export const placesFilters = (sql: string): boolean =>
  tokens(sql).some(({ kind, name }) => kind === 'filters' && name === undefined);

/** All names in a statement, in small letters: those of its tables are among them. */
export const namesIn = (sql: string): Set<string> =>
  new Set(
    tokens(sql).flatMap(({ kind, text }) => {
      if (kind !== 'text' || text.startsWith("'")) return [];
      return (text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text).toLowerCase();
    }),
  );

/**
 * One statement with every placeholder (`$name`, `{{name}}`, `{{param.name}}`, also inside of a string; PostHog's
 * `{variables.name}`, `{name}`) bound as a value under a name of ours.
 * @throws DomainError `invalid`: its issue names the parameter that has no value (`parameters.NAME`), or says that it is
 * too long, with its filters
 */
export function bind(
  sql: string,
  parameters: Pick<ReadonlyMap<string, Json>, 'get'>,
  filters: FilterText = noFilters,
): Query & { values: Record<string, Json> } {
  const names = new Map<string, string>();
  const values: Record<string, Json> = {};
  const bound = (name: string): string => {
    const value = parameters.get(name);
    if (value === undefined)
      throw new DomainError('invalid', `${MISSING} ${name}`, {
        issues: [{ path: `parameters.${name}`, message: 'has no value' }],
      });
    const own = names.get(name) ?? `p${names.size + 1}`;
    names.set(name, own);
    values[own] = value;
    return `$${own}`;
  };
  const written = (token: Token): string => {
    if (token.kind === 'parameter') return bound(token.name as string);
    if (token.kind === 'filters') return filters((token.name as 'from' | 'to' | undefined) ?? 'all', values);
    return token.kind === 'string' ? joined(token.text, bound) : token.text;
  };
  let text = '';
  for (const token of statement(sql)) {
    text += written(token);
    requireShort(text.length);
  }
  return { sql: text, values };
}

/** A string with placeholders as its pieces put together: `'a{{b}}'` is `('a' || cast($b as varchar))`. */
function joined(literal: string, bound: (name: string) => string): string {
  const pieces: string[] = [];
  const body = literal.slice(1, -1);
  let from = 0;
  for (const match of body.matchAll(IN_STRING)) {
    if (match.index > from) pieces.push(`'${body.slice(from, match.index)}'`);
    pieces.push(`cast(${bound(match[1] as string)} as varchar)`);
    from = match.index + match[0].length;
  }
  if (pieces.length === 0) return literal;
  if (from < body.length) pieces.push(`'${body.slice(from)}'`);
  return pieces.length === 1 ? (pieces[0] as string) : `(${pieces.join(' || ')})`;
}

/** The same question for a driver that binds by position. @throws DomainError `invalid` for a name without a value */
export function toPositional({ sql, values = {} }: Query): { text: string; values: Json[] } {
  const places = new Map<string, number>();
  const list: Json[] = [];
  const text = statement(sql).map((token) => {
    if (token.kind !== 'parameter' || !token.text.startsWith('$')) return token.text;
    const name = token.name as string;
    if (!Object.hasOwn(values, name)) throw wrong(`no value for ${name}`);
    if (!places.has(name)) places.set(name, list.push(values[name] as Json));
    return `$${places.get(name)}`;
  });
  return { text: text.join(''), values: list };
}

/** A name as SQL writes it whatever it is. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A statement as a table that others select from; a comment at its end stays one. */
export const nested = (sql: string): string => `(${sql}\n) as ${quoted('asked')}`;
