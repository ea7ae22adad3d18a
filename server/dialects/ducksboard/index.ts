import { parseJson } from '../../http/body.ts';
import type { Dialect } from '../dialect.ts';
import { documented } from '../operation.ts';
import { accountRoutes } from './accounts.ts';
import { KEY_OR_SESSION } from './credentials.ts';
import { dashboardRoutes } from './dashboards.ts';
import { about, docs } from './docs.ts';
import { renderError } from './errors.ts';
import { userRoutes } from './user.ts';
import { valueRoutes } from './values.ts';
import { widgetRoutes } from './widgets.ts';

/**
 * Ducksboard: the Dashboard API, and the Push and Pull APIs that feed its widgets. Everything that succeeds is a 200.
 * Its clients send JSON under any Content-Type, so a body is JSON in any case.
 */
export const ducksboard: Dialect = {
  name: 'ducksboard',
  about,
  credentials: KEY_OR_SESSION,
  parseBody: (bytes) => (bytes.length === 0 ? undefined : parseJson(bytes)),
  renderError,
  routes: documented(docs, [...dashboardRoutes, ...widgetRoutes, ...accountRoutes, ...userRoutes, ...valueRoutes]),
};
