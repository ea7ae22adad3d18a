import { conflict } from '../errors.ts';
import type { Dashboard } from '../model.ts';
import type { Tables } from '../ports.ts';
import { numberedSlug } from '../slug.ts';

/** Slugs looked up at once when the first choice is taken. */
const CHOICES = 50;

/** What dashboards are that anybody may ask for by slug. */
export const OPEN = { visibility: 'public', isPrivate: false, deletedAt: null } as const;

/** A dashboard that is there, or one that is to be. */
type Bearer = Pick<Dashboard, 'workspaceId' | 'visibility' | 'isPrivate'> & { id?: number };

export const isOpen = ({ visibility, isPrivate }: Bearer): boolean =>
  visibility === OPEN.visibility && isPrivate === OPEN.isPrivate;

/**
 * Those of the slugs that others have: living dashboards of the workspace and, because the address of an open one names
 * no workspace, for it the open ones of all.
 */
async function taken(tables: Tables, slugs: readonly string[], bearer: Bearer): Promise<Set<string>> {
  const { id, workspaceId } = bearer;
  const own = await tables.dashboards.list({ workspaceId, deletedAt: null, slug: slugs });
  const open = isOpen(bearer) ? await tables.dashboards.list({ ...OPEN, slug: slugs }) : [];
  return new Set([...own, ...open].filter((row) => row.id !== id).map(({ slug }) => slug));
}

/** @throws DomainError `conflict` when somebody else has it */
export async function requireFree(tables: Tables, slug: string, bearer: Bearer): Promise<string> {
  if ((await taken(tables, [slug], bearer)).size > 0) throw conflict('slug', `the slug ${slug} is taken`);
  return slug;
}

/** The first of `slug`, `slug-2`, … that nobody else has. */
export async function freeSlug(tables: Tables, wanted: string, bearer: Bearer): Promise<string> {
  for (let first = 1; ; first += CHOICES) {
    const choices = Array.from({ length: CHOICES }, (_, index) => numberedSlug(wanted, first + index));
    const known = await taken(tables, choices, bearer);
    const free = choices.find((choice) => !known.has(choice));
    if (free !== undefined) return free;
  }
}
