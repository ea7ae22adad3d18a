import type { Issue, Json, JsonObject } from '../../../components/model/widget.ts';
import { invalid } from '../../domain/errors.ts';
import { isObject } from '../../domain/json.ts';

const REQUIRED = 'This field is required.';

/**
 * Reads the fields of a body leniently, like a form: values are coerced where possible, `null` counts as missing, and
 * all errors are reported together, by field. Unknown fields are ignored.
 */
export class Form {
  readonly #fields: JsonObject;
  readonly #issues: Issue[] = [];

  constructor(fields: JsonObject) {
    this.#fields = fields;
  }

  has(name: string): boolean {
    return this.#given(name) !== undefined;
  }

  text(name: string): string | undefined {
    const value = this.#given(name);
    if (typeof value === 'number') return `${value}`;
    return value === undefined || typeof value === 'string' ? value : this.#wrong(name, 'Enter text.');
  }

  /** Empty when it is missing; `check` reports that. */
  required(name: string, { blank = false } = {}): string {
    const value = this.text(name);
    const isMissing = value === undefined || (!blank && value.trim() === '');
    if (isMissing && !this.#issues.some(({ path }) => path === name)) this.#wrong(name, REQUIRED);
    return value ?? '';
  }

  whole(name: string, min = 1, max = 1000): number | undefined {
    const value = this.#given(name);
    if (value === undefined || value === '') return undefined;
    const number = typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
    if (!Number.isSafeInteger(number)) return this.#wrong(name, 'Enter a whole number.');
    const isInside = (number as number) >= min && (number as number) <= max;
    return isInside ? (number as number) : this.#wrong(name, `Enter a whole number from ${min} to ${max}.`);
  }

  flag(name: string): boolean | undefined {
    const value = this.#given(name);
    if (value === undefined || value === '') return undefined;
    if (value === true || value === 1 || value === 'true' || value === '1') return true;
    if (value === false || value === 0 || value === 'false' || value === '0') return false;
    return this.#wrong(name, 'Enter true or false.');
  }

  object(name: string): JsonObject {
    const value = this.#given(name) ?? {};
    if (isObject(value)) return value;
    // PHP clients send an empty object as an empty list.
    if (Array.isArray(value) && value.length === 0) return {};
    this.#wrong(name, 'Enter an object.');
    return {};
  }

  /** Adds an error found by the caller. */
  refuse(name: string, message: string): void {
    this.#wrong(name, message);
  }

  /** @throws DomainError `invalid` when any field was wrong */
  check(): void {
    if (this.#issues.length > 0) throw invalid(...this.#issues);
  }

  #given(name: string): Json | undefined {
    const value = Object.hasOwn(this.#fields, name) ? this.#fields[name] : undefined;
    return value === null ? undefined : value;
  }

  #wrong(path: string, message: string): undefined {
    this.#issues.push({ path, message });
    return undefined;
  }
}
