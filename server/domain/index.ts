import { types } from '../../components/model/types/index.ts';
import { createBoards } from './boards.ts';
import { createCards } from './cards.ts';
import { createCollaborators } from './collaborators.ts';
import { createCollections } from './collections.ts';
import { createContext } from './context.ts';
import { createDashboards } from './dashboards.ts';
import type { Domain, DomainDeps } from './domain.ts';
import { createCopies } from './duplicate.ts';
import { createGrants } from './grants.ts';
import { createGroups } from './groups.ts';
import { createIdentities } from './identities.ts';
import { createInsights } from './insights.ts';
import { createLookup } from './lookup.ts';
import { createPages } from './pages.ts';
import { createPeople } from './people.ts';
import { createProjects } from './projects.ts';
import { createShares } from './shares.ts';
import { createSharing } from './sharing.ts';
import { createTemplates } from './templates.ts';
import { createTiles } from './tiles.ts';
import { createValues } from './values.ts';
import { createWidgets } from './widgets.ts';

/** The rules of the model over a store; everything outside comes through `deps`. */
export function createDomain(deps: DomainDeps): Domain {
  const ctx = createContext(deps);
  const values = createValues(ctx);
  const people = createPeople(ctx);
  const sizeOf = (type: string) => types[type];
  const dashboards = createDashboards(ctx);
  const widgets = createWidgets(ctx, values, sizeOf);
  return {
    dashboards,
    widgets,
    values,
    sharing: createSharing(ctx),
    people,
    cards: createCards(ctx, widgets, sizeOf),
    collections: createCollections(ctx),
    copies: createCopies(ctx, dashboards),
    grants: createGrants(ctx),
    groups: createGroups(ctx),
    identities: createIdentities(ctx),
    lookup: createLookup(ctx),
    pages: createPages(ctx),
    templates: createTemplates(ctx, dashboards, widgets),
    boards: createBoards(ctx),
    collaborators: createCollaborators(ctx),
    insights: createInsights(ctx, sizeOf),
    projects: createProjects(ctx, people),
    shares: createShares(ctx),
    tiles: createTiles(ctx, sizeOf),
  };
}
