import type { Json, JsonObject } from '../../components/model/widget.ts';
import { DomainError } from './errors.ts';

/** Limits of a JSON body: deeper ones overflow the stack of `JSON.stringify`, larger ones block the event loop. */
export const MAX_DEPTH = 32;
export const MAX_NODES = 10_000;
/** Bytes of one widget's encoded data. */
export const MAX_DATA_BYTES = 1024 * 1024;

/** Whether a value is a JSON object. */
export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value if it is an object, otherwise an empty object. */
export const objectOf = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});

/** What a table has under a name that came from outside; nothing for a name that all objects have, such as `constructor`. */
export const entryOf = <Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

/** Names that would reach an object's prototype instead of its fields. */
const HOSTILE_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Makes sure that a parsed JSON value can be stored and sent: at most 32 levels deep, 10,000 values, finite numbers only.
 * Hostile keys are removed in place: the value was just parsed, so nobody else holds it.
 * @returns the same value
 * @throws DomainError `malformed`; its issue names the path
 */
export function checkJson(value: unknown): Json {
  const problem = problemOf(value as Json, 1, { nodes: 0 });
  if (!problem) return value as Json;
  const path = problem.path.reverse().join('').replace(/^\./, '');
  throw new DomainError('malformed', path ? `${path}: ${problem.message}` : `The JSON ${problem.message}.`, {
    issues: [{ path, message: problem.message }],
  });
}

interface Problem {
  /** Steps of the path, innermost first. */
  path: string[];
  message: string;
}

function problemOf(value: Json, depth: number, count: { nodes: number }): Problem | undefined {
  if (++count.nodes > MAX_NODES) return { path: [], message: `has more than ${MAX_NODES} values` };
  if (typeof value === 'number') {
    return Number.isFinite(value) ? undefined : { path: [], message: 'is not a finite number' };
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth > MAX_DEPTH) return { path: [], message: `is nested more than ${MAX_DEPTH} levels deep` };
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) {
      const problem = problemOf(value[index] as Json, depth + 1, count);
      if (problem) return within(problem, `[${index}]`);
    }
    return undefined;
  }
  for (const key of Object.keys(value)) {
    if (HOSTILE_KEYS.has(key)) {
      delete value[key];
      continue;
    }
    const problem = problemOf(value[key] as Json, depth + 1, count);
    if (problem) return within(problem, `.${key}`);
  }
  return undefined;
}

function within(problem: Problem, step: string): Problem {
  problem.path.push(step.slice(0, 80));
  return problem;
}

/** Whether a text is longer than `max` bytes in UTF-8. Encodes it only if its length does not settle that. */
export function exceedsBytes(text: string, max: number): boolean {
  if (text.length > max) return true;
  return text.length * 3 > max && new TextEncoder().encode(text).length > max;
}
