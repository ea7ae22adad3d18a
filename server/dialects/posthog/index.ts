import type { Dialect } from '../dialect.ts';
import { documented } from '../operation.ts';
import { collaboratorRoutes } from './collaborators.ts';
import { dashboardRoutes } from './dashboards.ts';
import { about, docs } from './docs.ts';
import { renderError } from './errors.ts';
import { identityRoutes } from './identity.ts';
import { insightRoutes } from './insights.ts';
import { CREDENTIALS, parseBody } from './project.ts';
import { queryRoutes } from './query.ts';
import { sharingRoutes } from './sharing.ts';
import { templateRoutes } from './template-fill.ts';
import { tileRoutes } from './tiles.ts';

/** Paths below which everything is this dialect's. */
export const POSTHOG_PREFIXES: readonly string[] = [
  '/api/projects',
  '/api/environments',
  '/api/personal_api_keys',
  '/api/users/@me',
  '/api/organizations',
];

/**
 * PostHog's dashboards: a project is a workspace, a tile a widget, an insight the question it answers. Form bodies
 * are parsed as forms. `create_from_template_json` and the tile routes take keys, which the original refuses there.
 */
export const posthog: Dialect = {
  name: 'posthog',
  about,
  credentials: CREDENTIALS,
  parseBody,
  renderError,
  routes: documented(docs, [
    ...identityRoutes,
    ...templateRoutes,
    ...dashboardRoutes,
    ...tileRoutes,
    ...collaboratorRoutes,
    ...sharingRoutes,
    ...insightRoutes,
    ...queryRoutes,
  ]),
};
