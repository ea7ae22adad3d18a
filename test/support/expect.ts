import { PATIENCE } from './patience.ts';

/** Globals of the browser test framework (mocha's BDD interface). */
declare global {
  function describe(name: string, body: () => void): void;
  function it(name: string, body: (this: { timeout(ms: number): void }) => unknown): void;
  function before(hook: () => unknown): void;
  function after(hook: () => unknown): void;
  function beforeEach(hook: () => unknown): void;
  function afterEach(hook: () => unknown): void;
}

/** Thrown by every check; the runner shows both sides. */
export class ExpectationError extends Error {
  readonly actual: unknown;
  readonly expected: unknown;

  constructor(message: string, actual?: unknown, expected?: unknown) {
    super(message);
    this.name = 'ExpectationError';
    this.actual = actual;
    this.expected = expected;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Structural equality of plain values, arrays, dates, maps and sets; `undefined` fields count as absent. */
export function isEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (!isObject(a) || !isObject(b) || Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime();
  if (a instanceof Map || a instanceof Set)
    return isEqual([...(a as Set<unknown>)], [...(b as unknown as Set<unknown>)]);
  if (Array.isArray(a) && a.length !== (b as unknown as unknown[]).length) return false;
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => isEqual(a[key], b[key]));
}

function show(value: unknown): string {
  if (value instanceof Element) return value.outerHTML.slice(0, 300);
  if (typeof value === 'function') return value.name || 'a function';
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}

function contains(container: unknown, part: unknown): boolean {
  if (typeof container === 'string') return container.includes(String(part));
  return Array.isArray(container) && container.some((item) => isEqual(item, part));
}

const CHECKS = {
  toBe: (actual: unknown, expected: unknown) => Object.is(actual, expected),
  toEqual: (actual: unknown, expected: unknown) => isEqual(actual, expected),
  toContain: (actual: unknown, expected: unknown) => contains(actual, expected),
  toMatch: (actual: unknown, expected: unknown) => (expected as RegExp).test(String(actual)),
  toBeInstanceOf: (actual: unknown, expected: unknown) => actual instanceof (expected as new () => unknown),
  toBeCloseTo: (actual: unknown, expected: unknown) => Math.abs(Number(actual) - Number(expected)) < 0.005,
  toBeGreaterThan: (actual: unknown, expected: unknown) => Number(actual) > Number(expected),
  toBeLessThan: (actual: unknown, expected: unknown) => Number(actual) < Number(expected),
  toBeAtMost: (actual: unknown, expected: unknown) => Number(actual) <= Number(expected),
  toBeAtLeast: (actual: unknown, expected: unknown) => Number(actual) >= Number(expected),
  toBeTruthy: (actual: unknown) => Boolean(actual),
  toBeNull: (actual: unknown) => actual === null,
  toBeUndefined: (actual: unknown) => actual === undefined,
} as const;

interface Expectation {
  toBe(expected: unknown): void;
  /** Deeply equal. */
  toEqual(expected: unknown): void;
  /** A string contains a string, an array something equal. */
  toContain(expected: unknown): void;
  toMatch(expected: RegExp): void;
  toBeInstanceOf(expected: abstract new (...args: never[]) => unknown): void;
  /** Within 0.005. */
  toBeCloseTo(expected: number): void;
  toBeGreaterThan(expected: number): void;
  toBeLessThan(expected: number): void;
  toBeAtMost(expected: number): void;
  toBeAtLeast(expected: number): void;
  toBeTruthy(): void;
  toBeNull(): void;
  toBeUndefined(): void;
  readonly not: Expectation;
}

/** Checks one value: `expect(a).toEqual(b)`, `expect(list).not.toContain(x)`. @throws ExpectationError */
export function expect(actual: unknown, negated = false): Expectation {
  const checks = Object.entries(CHECKS).map(([name, check]) => [
    name,
    (expected?: unknown) => {
      if (check(actual, expected) !== negated) return;
      const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
      throw new ExpectationError(
        `expected ${show(actual)} ${negated ? 'not ' : ''}${words}${expected === undefined ? '' : ` ${show(expected)}`}`,
        actual,
        expected,
      );
    },
  ]);
  const expectation = Object.fromEntries(checks) as Expectation;
  Object.defineProperty(expectation, 'not', { get: () => expect(actual, !negated) });
  return expectation;
}

/** Waits for an event and returns it. @throws after `ms` without one */
export function eventOn<E extends Event>(target: EventTarget, type: string, ms = PATIENCE): Promise<E> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new ExpectationError(`no ${type} within ${ms} ms`)), ms);
    target.addEventListener(
      type,
      (event) => {
        clearTimeout(timer);
        resolve(event as E);
      },
      { once: true },
    );
  });
}

/** Polls every frame until `probe` returns something truthy, and returns that. @throws after `ms` */
export async function until<T>(probe: () => T, what = 'the condition', ms = PATIENCE): Promise<NonNullable<T>> {
  const end = performance.now() + ms;
  for (;;) {
    const value = probe();
    if (value) return value as NonNullable<T>;
    if (performance.now() > end) throw new ExpectationError(`${what} did not come true within ${ms} ms`);
    await new Promise((resolve) => setTimeout(resolve, 16));
  }
}

/** Puts an element (or markup) into the page for one test; whatever was put there before is removed. */
export function mount<E extends Element>(content: E | string): E {
  let stage = document.querySelector('#stage');
  if (!stage) {
    stage = document.createElement('div');
    stage.id = 'stage';
    document.body.append(stage);
  }
  if (typeof content === 'string') stage.innerHTML = content;
  else stage.replaceChildren(content);
  return stage.firstElementChild as E;
}

/** Sets a field like a user: changes its value and fires `change`. */
export function choose(field: HTMLInputElement | HTMLSelectElement, value: string): void {
  field.value = value;
  field.dispatchEvent(new Event('change', { bubbles: true }));
}
