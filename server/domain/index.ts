import { types } from '../../components/model/types/index.ts';
import { createCards } from './cards.ts';
import { createCollections } from './collections.ts';
import { createContext } from './context.ts';
import { createDashboards } from './dashboards.ts';
import type { Domain, DomainDeps } from './domain.ts';
import { createCopies } from './duplicate.ts';
import { createGrants } from './grants.ts';
import { createGroups } from './groups.ts';
import { createIdentities } from './identities.ts';
import { createLookup } from './lookup.ts';
import { createPages } from './pages.ts';
import { createPeople } from './people.ts';
import { createSharing } from './sharing.ts';
import { createTemplates } from './templates.ts';
import { createValues } from './values.ts';
import { createWidgets } from './widgets.ts';

/** The rules of the model over a store; everything outside comes through `deps`. */
export function createDomain(deps: DomainDeps): Domain {
  const ctx = createContext(deps);
  const values = createValues(ctx);
  const dashboards = createDashboards(ctx);
  const widgets = createWidgets(ctx, values, (type) => types[type]);
  return {
    dashboards,
    widgets,
    values,
    sharing: createSharing(ctx),
    people: createPeople(ctx),
    cards: createCards(ctx, widgets, (type) => types[type]),
    collections: createCollections(ctx),
    copies: createCopies(ctx, dashboards),
    grants: createGrants(ctx),
    groups: createGroups(ctx),
    identities: createIdentities(ctx),
    lookup: createLookup(ctx),
    pages: createPages(ctx),
    templates: createTemplates(ctx, dashboards, widgets),
  };
}
