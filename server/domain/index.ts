import { createBoards } from './boards/boards.ts';
import { createCollections } from './boards/collections.ts';
import { createCopies } from './boards/copies.ts';
import { createDashboards } from './boards/dashboards.ts';
import { createNamedBoards } from './boards/named-boards.ts';
import { createPages } from './boards/pages.ts';
import { createTemplates } from './boards/templates.ts';
import { createContext, type DomainDeps } from './context.ts';
import type { Domain } from './domain.ts';
import { createInsights } from './insights/insights.ts';
import { createNewBoards } from './insights/new-boards.ts';
import { createTiles } from './insights/tiles.ts';
import { createCollaborators } from './people/collaborators.ts';
import { createGrants } from './people/grants.ts';
import { createGroups } from './people/groups.ts';
import { createIdentities } from './people/identities.ts';
import { createPeople } from './people/people.ts';
import { createProfile } from './people/profile.ts';
import { createProjects } from './people/projects.ts';
import { createSeries } from './series/series.ts';
import { createSlots } from './series/slots.ts';
import { createWidgetCache } from './series/widget-cache.ts';
import { createShares } from './sharing/shares.ts';
import { createSharing } from './sharing/sharing.ts';
import { createAccounts } from './sources/accounts.ts';
import { createDatasets } from './sources/datasets.ts';
import { createCards } from './widgets/cards.ts';
import { createValues } from './widgets/values.ts';
import { createWidgets } from './widgets/widgets.ts';

/** Builds the services of the domain; everything from outside comes through `deps`. */
export function createDomain(deps: DomainDeps): Domain {
  const ctx = createContext(deps);
  const values = createValues(ctx);
  const people = createPeople(ctx);
  const dashboards = createDashboards(ctx);
  const widgets = createWidgets(ctx, values);
  const sharing = createSharing(ctx);
  const cache = createWidgetCache(ctx);
  return {
    dashboards,
    boards: createBoards(ctx),
    namedBoards: createNamedBoards(ctx, dashboards, sharing),
    lookup: { dashboard: ctx.dashboard, publicDashboard: ctx.publicDashboard },
    collections: createCollections(ctx),
    pages: createPages(ctx),
    copies: createCopies(ctx, dashboards),
    templates: createTemplates(ctx, dashboards),

    widgets,
    values,
    cards: createCards(ctx, widgets),

    insights: createInsights(ctx),
    tiles: createTiles(ctx),
    newBoards: createNewBoards(ctx, dashboards),

    series: createSeries(ctx, cache),
    slots: createSlots(ctx, widgets, cache),

    sharing,
    shares: createShares(ctx),

    people,
    profile: createProfile(ctx, people),
    projects: createProjects(ctx, people),
    identities: createIdentities(ctx),
    groups: createGroups(ctx),
    grants: createGrants(ctx),
    collaborators: createCollaborators(ctx),

    accounts: createAccounts(ctx),
    datasets: createDatasets(ctx),
  };
}
