import type { Issue } from '../../components/model/widget.ts';
import { DomainError } from '../domain/errors.ts';
import type { Widget } from '../domain/model.ts';
import type { Queries } from './fill.ts';
import { sourceOf } from './source-of.ts';
import { bind } from './sql.ts';

/** Every name has a value, and filters stand for themselves: only the text around them is looked at. */
const ANY = { get: () => null };

/**
 * Finds SQL that can never be asked: what is not one statement that only reads, or none at all. Tables and columns
 * are not looked for, since a dataset may come later; what is wrong with them stands at the widget. SQL for the database
 * of an account is its own to understand, so of that only the form is looked at. When nobody can look just now, it passes.
 * @param field the name that the caller has for what holds the SQL: issues are told as of `FIELD.sql`
 */
export async function checkSource(
  { check }: Pick<Queries, 'check'>,
  workspaceId: number,
  widget: Pick<Widget, 'source' | 'config'>,
  field: string,
  signal: AbortSignal,
): Promise<Issue[]> {
  const source = sourceOf(widget);
  if (source?.kind !== 'sql') return [];
  try {
    const { sql } = bind(source.sql, ANY, (what) => (what === 'all' ? '(true)' : 'cast(null as timestamp)'));
    if (source.accountId === null) await check?.(workspaceId, sql, { signal });
    return [];
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const issues = error.code === 'invalid' ? (error.details.issues ?? []) : [];
    return issues.map(({ path, message }) => ({ path: `${field}.${path}`, message }));
  }
}
