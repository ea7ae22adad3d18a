import type { Issue } from '../../components/model/widget.ts';
import { DomainError } from '../domain/errors.ts';
import type { Widget } from '../domain/model.ts';
import type { Queries } from './fill.ts';
import { sourceOf } from './source-of.ts';
import { bind } from './sql.ts';

/** Every parameter gets a value and filters are kept as placeholders: only the surrounding SQL is checked. */
const ANY = { get: () => null };

/**
 * Finds invalid SQL: anything but exactly one read-only statement. Tables and columns are not checked, since a dataset
 * may be added later; their errors are reported at the widget. SQL for an account's database is parsed there, so only
 * its form is checked. When the engine is unavailable, everything passes.
 * @param field the caller's name for the object with the SQL: issues are reported at `FIELD.sql`
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
