import { conflict } from '../errors.ts';
import { lockAll, lockWorkspace } from '../lock.ts';
import type { Dashboard } from '../model.ts';
import type { Tables } from '../ports.ts';
import { numberedSlug } from '../slug.ts';

/** Candidates looked up at once. */
const CHOICES = 50;

/** What makes a dashboard readable by anybody who knows its slug. */
export const OPEN = { visibility: 'public', isPrivate: false, deletedAt: null } as const;

/** A dashboard that has a slug, or one that is about to be created with it. */
type SlugOwner = Pick<Dashboard, 'workspaceId' | 'visibility' | 'isPrivate'> & { id?: number };

export const isOpen = ({ visibility, isPrivate }: SlugOwner): boolean =>
  visibility === OPEN.visibility && isPrivate === OPEN.isPrivate;

/**
 * Which of the slugs other living dashboards have: those of the same workspace and, for an open dashboard, the open ones
 * of every workspace, because the address of an open dashboard does not name its workspace. Until this is committed, no
 * other dashboard of the workspace gets a slug, and for an open one, no other is opened.
 */
async function taken(tables: Tables, slugs: readonly string[], owner: SlugOwner): Promise<Set<string>> {
  const { id, workspaceId } = owner;
  await lockWorkspace(tables, workspaceId);
  if (isOpen(owner)) await lockAll(tables);
  const own = await tables.dashboards.list({ workspaceId, deletedAt: null, slug: slugs });
  const open = isOpen(owner) ? await tables.dashboards.list({ ...OPEN, slug: slugs }) : [];
  return new Set([...own, ...open].filter((row) => row.id !== id).map(({ slug }) => slug));
}

/** @throws DomainError `conflict` when another dashboard has it */
export async function requireFreeSlug(tables: Tables, slug: string, owner: SlugOwner): Promise<string> {
  if ((await taken(tables, [slug], owner)).size > 0) throw conflict('slug', `the slug ${slug} is taken`);
  return slug;
}

/** The first of `slug`, `slug-2`, … that no other dashboard has. */
export async function freeSlug(tables: Tables, wanted: string, owner: SlugOwner): Promise<string> {
  for (let first = 1; ; first += CHOICES) {
    const choices = Array.from({ length: CHOICES }, (_, index) => numberedSlug(wanted, first + index));
    const known = await taken(tables, choices, owner);
    const free = choices.find((choice) => !known.has(choice));
    if (free !== undefined) return free;
  }
}
