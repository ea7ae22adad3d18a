import { types } from '../../components/model/types/index.ts';
import { createAccounts } from './accounts.ts';
import { createBoards } from './boards.ts';
import { createCollaborators } from './collaborators.ts';
import { createContext } from './context.ts';
import { createDashboards } from './dashboards.ts';
import type { Domain, DomainDeps } from './domain.ts';
import { createInsights } from './insights.ts';
import { createInstruments } from './instruments.ts';
import { createNamedBoards } from './named-boards.ts';
import { createPeople } from './people.ts';
import { createProfile } from './profile.ts';
import { createProjects } from './projects.ts';
import { createSeries } from './series.ts';
import { createShares } from './shares.ts';
import { createSharing } from './sharing.ts';
import { createSlots } from './slots.ts';
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
