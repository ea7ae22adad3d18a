import { types } from '../../components/model/types/index.ts';
import { createContext } from './context.ts';
import { createDashboards } from './dashboards.ts';
import type { Domain, DomainDeps } from './domain.ts';
import { createPeople } from './people.ts';
import { createSharing } from './sharing.ts';
import { createValues } from './values.ts';
import { createWidgets } from './widgets.ts';

/** The rules of the model over a store; everything outside comes through `deps`. */
export function createDomain(deps: DomainDeps): Domain {
  const ctx = createContext(deps);
  const values = createValues(ctx);
  return {
    dashboards: createDashboards(ctx),
    widgets: createWidgets(ctx, values, (type) => types[type]),
    values,
    sharing: createSharing(ctx),
    people: createPeople(ctx),
  };
}
