import type { z } from 'zod';
import { invalid } from '../domain/errors.ts';

/**
 * Parses a value with a schema.
 * @throws DomainError `invalid` that names every wrong field by its path, e.g. `position.x`
 */
export function validate<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  const result = schema.safeParse(value, { error: ({ input }) => (input === undefined ? 'is required' : undefined) });
  if (result.success) return result.data;
  throw invalid(...result.error.issues.map(({ path, message }) => ({ path: fieldPath(path), message })));
}

/** `['widgets', 1, 'title']` as `widgets[1].title`; the value itself is `body`. */
export const fieldPath = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text ? `${text}.${String(part)}` : String(part);
  }, '') || 'body';
