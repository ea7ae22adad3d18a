import { types } from '../../components/model/types/index.ts';
import { createAccounts } from './accounts.ts';
import { createBoards } from './boards.ts';
import { createCards } from './cards.ts';
import { createCollaborators } from './collaborators.ts';
import { createCollections } from './collections.ts';
import { createContext } from './context.ts';
import { createDashboards } from './dashboards.ts';
import { createDatasets } from './datasets.ts';
import type { Domain, DomainDeps } from './domain.ts';
import { createCopies } from './duplicate.ts';
import { createGrants } from './grants.ts';
import { createGroups } from './groups.ts';
import { createIdentities } from './identities.ts';
import { createInsights } from './insights.ts';
import { createInstruments } from './instruments.ts';
import { createLookup } from './lookup.ts';
import { createNamedBoards } from './named-boards.ts';
import { createPages } from './pages.ts';
import { createPeople } from './people.ts';
import { createProfile } from './profile.ts';
import { createProjects } from './projects.ts';
import { createSeries } from './series.ts';
import { createShares } from './shares.ts';
import { createSharing } from './sharing.ts';
import { createSlots } from './slots.ts';
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
  const sharing = createSharing(ctx);
  const instruments = createInstruments(ctx);
  return {
    dashboards,
    widgets,
    values,
    sharing,
    people,
    cards: createCards(ctx, widgets, sizeOf),
    collections: createCollections(ctx),
    copies: createCopies(ctx, dashboards),
    datasets: createDatasets(ctx),
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
    accounts: createAccounts(ctx),
    namedBoards: createNamedBoards(ctx, dashboards, sharing),
    profile: createProfile(ctx, people),
    series: createSeries(ctx, instruments),
    slots: createSlots(ctx, widgets, instruments),
  };
}
