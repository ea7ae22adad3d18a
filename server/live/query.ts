import type { z } from 'zod';
import type { QueryAnswer } from '../../components/model/messages.ts';
import type { Domain } from '../domain/domain.ts';
import { liveWidget } from '../domain/widgets/state.ts';
import type { Sources } from '../sources/index.ts';
import { hasSource } from '../sources/source-of.ts';
import type { queryRequest } from './requests.ts';
import { authenticate, type Credential } from './resolve.ts';

export interface QueryDeps {
  domain: Pick<Domain, 'sharing' | 'people' | 'widgets'>;
  sources: Pick<Sources, 'current'>;
}

/**
 * The widgets of a dashboard that have a source, with the reader's own values of its parameters. Nobody else sees the
 * result, so no stream carries it. Everybody who may read the dashboard may query; values are bound, never part of the
 * SQL.
 * @throws DomainError not_found, forbidden, password_required, revoked, expired
 */
export async function queryDashboard(
  { domain, sources }: QueryDeps,
  { dashboard: entry, params, proof }: z.infer<typeof queryRequest>,
  credential: Credential | null,
): Promise<QueryAnswer> {
  const principal = await authenticate(domain, credential);
  const dashboard = await domain.sharing.dashboard(entry, { principal, proofs: proof });
  const all = await domain.widgets.of(dashboard, { columns: ['id', 'config', 'source'] });
  const fed = await domain.widgets.of(dashboard, { where: { id: all.filter(hasSource).map(({ id }) => id) } });
  const shown = await sources.current(fed, dashboard, { overrides: { parameters: Object.entries(params) } });
  return { widgets: shown.map((widget) => liveWidget(widget, dashboard)) };
}
