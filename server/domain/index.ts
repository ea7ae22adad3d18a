import { types } from '../../components/model/types/index.ts';
import { createBoards } from './boards.ts';
import { createCollaborators } from './collaborators.ts';
import { createContext } from './context.ts';
import { createDashboards } from './dashboards.ts';
import type { Domain, DomainDeps } from './domain.ts';
import { createInsights } from './insights.ts';
import { createPeople } from './people.ts';
import { createProjects } from './projects.ts';
import { createShares } from './shares.ts';
import { createSharing } from './sharing.ts';
import { createTiles } from './tiles.ts';
import { createValues } from './values.ts';
import { createWidgets } from './widgets.ts';

/** The rules of the model over a store; everything outside comes through `deps`. */
export function createDomain(deps: DomainDeps): Domain {
  const ctx = createContext(deps);
  const values = createValues(ctx);
  const people = createPeople(ctx);
  const sizeOf = (type: string) => types[type];
  return {
    dashboards: createDashboards(ctx),
    widgets: createWidgets(ctx, values, sizeOf),
    values,
    sharing: createSharing(ctx),
    people,
    boards: createBoards(ctx),
    collaborators: createCollaborators(ctx),
    insights: createInsights(ctx, sizeOf),
    projects: createProjects(ctx, people),
    shares: createShares(ctx),
    tiles: createTiles(ctx, sizeOf),
  };
}
