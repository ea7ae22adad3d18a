import type { Boards } from './boards/boards.ts';
import type { Collections } from './boards/collections.ts';
import type { Copies } from './boards/copies.ts';
import type { Dashboards } from './boards/dashboards.ts';
import type { Lookup } from './boards/lookup.ts';
import type { NamedBoards } from './boards/named-boards.ts';
import type { Pages } from './boards/pages.ts';
import type { Templates } from './boards/templates.ts';
import type { Insights } from './insights/insights.ts';
import type { NewBoards } from './insights/new-boards.ts';
import type { Tiles } from './insights/tiles.ts';
import type { Collaborators } from './people/collaborators.ts';
import type { Grants } from './people/grants.ts';
import type { Groups } from './people/groups.ts';
import type { Identities } from './people/identities.ts';
import type { People } from './people/people.ts';
import type { Profile } from './people/profile.ts';
import type { Projects } from './people/projects.ts';
import type { LabelledSeries } from './series/series.ts';
import type { SlottedWidgets } from './series/slots.ts';
import type { Shares } from './sharing/shares.ts';
import type { Sharing } from './sharing/sharing.ts';
import type { Accounts } from './sources/accounts.ts';
import type { Datasets } from './sources/datasets.ts';
import type { Cards } from './widgets/cards.ts';
import type { Values } from './widgets/values.ts';
import type { Widgets } from './widgets/widgets.ts';

/**
 * The rules of the model, one service per noun, called by the dialects, the live path, the pages and the command line.
 * Every method checks the principal's rights itself, throwing a `DomainError`, and announces what it changed on the bus
 * after the commit.
 */
export interface Domain {
  dashboards: Dashboards;
  boards: Boards;
  namedBoards: NamedBoards;
  lookup: Lookup;
  collections: Collections;
  pages: Pages;
  copies: Copies;
  templates: Templates;

  widgets: Widgets;
  values: Values;
  cards: Cards;

  insights: Insights;
  tiles: Tiles;
  newBoards: NewBoards;

  series: LabelledSeries;
  slots: SlottedWidgets;

  sharing: Sharing;
  shares: Shares;

  people: People;
  profile: Profile;
  projects: Projects;
  identities: Identities;
  groups: Groups;
  grants: Grants;
  collaborators: Collaborators;

  accounts: Accounts;
  datasets: Datasets;
}
