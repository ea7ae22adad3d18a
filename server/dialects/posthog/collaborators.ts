import { z } from 'zod';
import type { Dashboard } from '../../domain/model.ts';
import type { Collaborator } from '../../domain/people/collaborators.ts';
import { type Answer, empty, json } from '../../http/answer.ts';
import type { Call } from '../../http/call.ts';
import type { Route } from '../dialect.ts';
import { refusal } from './errors.ts';
import { choice, fieldsOf, read, uuid } from './fields.ts';
import { inProject, parentOf } from './project.ts';
import { CLOSED, OPEN, time, user } from './shapes.ts';

/** Routes for the people who may change a restricted dashboard. */
export const collaboratorRoutes: readonly Route[] = [
  inProject('GET', '/dashboards/:id/collaborators', 'dashboard:read', listAll),
  inProject('POST', '/dashboards/:id/collaborators', 'dashboard:write', add),
  inProject('DELETE', '/dashboards/:id/collaborators/:user__uuid', 'dashboard:write', remove),
];

export const fields = z.object({ level: choice(OPEN, CLOSED), user_uuid: uuid });

const render = (dashboard: Dashboard, { grant, user: person }: Collaborator) => ({
  id: uuidOf(grant.id),
  dashboard_id: dashboard.id,
  user: user(person),
  level: grant.level === 'editor' ? CLOSED : OPEN,
  added_at: time(grant.createdAt),
  updated_at: time(grant.updatedAt),
});

/** Encodes an integer as a custom UUID (version 8, RFC 9562). */
const uuidOf = (id: number): string => `00000000-0000-8000-8000-${id.toString(16).padStart(12, '0')}`;

/** Accepts UUIDs without hyphens and in upper case. */
const canonical = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll('-', '')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

async function listAll(call: Call): Promise<Answer> {
  const dashboard = await parentOf(call);
  return json((await call.domain.collaborators.list(dashboard)).map((each) => render(dashboard, each)));
}

async function add(call: Call): Promise<Answer> {
  const { domain, principal } = call;
  const dashboard = await parentOf(call, 'write');
  const { level, user_uuid: userUuid } = read(fields, await fieldsOf(call));
  domain.collaborators.requireClosed(
    dashboard,
    'Cannot add collaborators to a dashboard on the lowest restriction level.',
  );
  if (level !== CLOSED) throw refusal('Only edit access can be explicitly specified currently.');
  return json(render(dashboard, await domain.collaborators.add(principal, dashboard, canonical(userUuid))), 201);
}

async function remove(call: Call): Promise<Answer> {
  const dashboard = await parentOf(call, 'write');
  await call.domain.collaborators.remove(call.principal, dashboard, canonical(call.param('user__uuid')));
  return empty();
}
