import { isAllowEntry } from './sources/addresses.ts';

// Parsers of settings: each returns the value, or throws an Error that says what the value must be.

/** A whole number within bounds, both included. */
export function integer(min: number, max: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < min || number > max) throw new Error(`a whole number from ${min} to ${max}`);
    return number;
  };
}

/** One of several words. */
export function choice<Choice extends string>(...choices: Choice[]): (value: string) => Choice {
  return (value) => {
    const found = choices.find((one) => one === value);
    if (!found) throw new Error(`one of ${choices.join(', ')}`);
    return found;
  };
}

/** An http or https URL, unchanged, including path and query. */
export function link(value: string): string {
  const url = URL.parse(value);
  if (!url || !/^https?:$/.test(url.protocol) || url.username) throw new Error('an http or https URL');
  return url.href;
}

/** The origin of an http or https URL, which must not have a path or query. */
export function origin(value: string): string {
  const url = new URL(link(value));
  // Pages, cookies and scripts use paths from the root of the host.
  if (!/^\/*$/.test(url.pathname) || url.search || url.hash)
    throw new Error('an http or https URL without path and query, such as https://boards.example.com');
  return url.origin;
}

/** A database URL. */
export function database(value: string): string {
  const isFile = /^sqlite:./s.test(value);
  const isServer = /^postgres(ql)?:\/\/./s.test(value) && URL.canParse(value);
  if (!isFile && !isServer) throw new Error('sqlite:FILE or postgres://USER:PASSWORD@HOST/DATABASE');
  return value;
}

/** Hosts and networks separated by commas; `none` is an empty list. */
export function allowList(value: string): string[] {
  const entries = value === 'none' ? [] : value.split(',').map((entry) => entry.trim());
  if (!entries.every(isAllowEntry)) throw new Error('hosts, host:ports and networks, separated by commas');
  return entries;
}

/** Text that matches a pattern. */
export function matching(pattern: RegExp, description: string): (value: string) => string {
  return (value) => {
    if (!pattern.test(value)) throw new Error(description);
    return value;
  };
}
