import type { Context } from '../context.ts';
import { conflict, notFound } from '../errors.ts';
import type { Collection, Principal } from '../model.ts';
import type { Tables } from '../ports.ts';
import { requireCreator } from '../rights.ts';
import { given, nameIssue, proseIssue, refuse } from '../validate.ts';

export type CollectionDraft = { name: string } & Partial<Pick<Collection, 'description' | 'parentId'>>;

/** Folders of dashboards. Every member sees them; those who may create dashboards may change them. */
export interface Collections {
  /** With the number of dashboards in each that the principal may read, by name. */
  list(principal: Principal): Promise<(Collection & { dashboardsCount: number })[]>;
  create(principal: Principal, draft: CollectionDraft): Promise<Collection>;
  /** @throws DomainError `conflict` when it would be inside itself */
  update(principal: Principal, id: number, patch: Partial<CollectionDraft>): Promise<Collection>;
  /** @throws DomainError `conflict` when a dashboard or a collection is in it */
  remove(principal: Principal, id: number): Promise<void>;
}

const MAX_DESCRIPTION = 10_000;

export function createCollections(ctx: Context): Collections {
  const { store, now } = ctx;

  async function find(tables: Tables, { workspaceId }: Principal, id: number): Promise<Collection> {
    const collection = await tables.collections.get({ id, workspaceId });
    if (!collection) throw notFound('collection', id);
    return collection;
  }

  const check = ({ name, description }: Partial<CollectionDraft>): void =>
    refuse(
      name !== undefined && nameIssue('name', name),
      description !== undefined && proseIssue('description', description, MAX_DESCRIPTION),
    );

  return {
    async list(principal) {
      const readable = await ctx.readable(principal);
      const { workspaceId } = principal;
      const collections = await store.collections.list({ workspaceId }, { orderBy: ['name', 'id'] });
      const counts = new Map<number | null, number>();
      for (const { collectionId } of readable) counts.set(collectionId, (counts.get(collectionId) ?? 0) + 1);
      return collections.map((collection) => ({ ...collection, dashboardsCount: counts.get(collection.id) ?? 0 }));
    },

    async create(principal, { name, description = '', parentId = null }) {
      requireCreator(principal);
      refuse(nameIssue('name', name));
      check({ description });
      if (parentId !== null) await find(store, principal, parentId);
      const { workspaceId } = principal;
      return store.collections.insert({ workspaceId, parentId, name, description, createdAt: now() });
    },

    async update(principal, id, patch) {
      requireCreator(principal);
      check(patch);
      return ctx.aloneIn(principal.workspaceId, async (tables) => {
        const collection = await find(tables, principal, id);
        for (let above = patch.parentId ?? null; above !== null; ) {
          const parent: Collection = await find(tables, principal, above);
          if (parent.id === id) throw conflict('collection_cycle', 'a collection cannot be inside itself');
          above = parent.parentId;
        }
        const changed = given(patch, ['name', 'description', 'parentId']);
        await tables.collections.update({ id }, changed);
        return { ...collection, ...changed };
      });
    },

    async remove(principal, id) {
      requireCreator(principal);
      await ctx.aloneIn(principal.workspaceId, async (tables) => {
        await find(tables, principal, id);
        const [boards, children] = [
          await tables.dashboards.count({ collectionId: id, deletedAt: null }),
          await tables.collections.count({ parentId: id }),
        ];
        if (boards + children > 0) throw conflict('collection_not_empty', 'the collection is not empty');
        await tables.collections.delete({ id });
      });
    },
  };
}
