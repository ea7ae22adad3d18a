import { z } from 'zod';
import type { ApiKey, Role } from '../../domain/model.ts';
import type { Project } from '../../domain/people/projects.ts';
import { isScope } from '../../domain/rights.ts';
import { type Answer, json } from '../../http/answer.ts';
import type { Call } from '../../http/call.ts';
import type { Route } from '../dialect.ts';
import { refusal } from './errors.ts';
import { fieldsOf, list, read, string } from './fields.ts';
import { inProject, paged } from './project.ts';
import { time, user } from './shapes.ts';

const ORGANIZATION = '/api/organizations/:organization_id';

/** Routes about the current user, key, project and organization. */
export const identityRoutes: readonly Route[] = [
  { method: 'GET', path: '/api/projects', right: 'authenticated', run: listProjects },
  inProject('GET', '', 'authenticated', getProject),
  { method: 'GET', path: '/api/personal_api_keys/@current', right: 'authenticated', run: currentKey },
  { method: 'POST', path: '/api/personal_api_keys', right: 'authenticated', run: createKey },
  { method: 'GET', path: '/api/users/@me', right: 'authenticated', run: me },
  { method: 'GET', path: '/api/organizations', right: 'authenticated', run: listOrganizations },
  { method: 'GET', path: ORGANIZATION, right: 'authenticated', run: organization },
  { method: 'GET', path: `${ORGANIZATION}/projects`, right: 'authenticated', run: listProjectsOf },
];

/** The original's numbers for roles. */
const LEVELS: Readonly<Record<Role, number>> = { owner: 15, admin: 8, editor: 1, viewer: 1 };

const project = ({ id, uuid, key, name }: Project) => ({
  id,
  uuid,
  organization: uuid,
  project_id: id,
  api_token: `phc_${key}`,
  name,
  completed_snippet_onboarding: true,
  has_completed_onboarding_for: {},
  ingested_event: true,
  is_demo: false,
  timezone: 'UTC',
  access_control: false,
  effective_membership_level: null,
});

const organizationOf = (own: Project) => ({
  id: own.uuid,
  name: own.name,
  slug: own.slug,
  logo_media_id: null,
  created_at: time(own.createdAt),
  membership_level: LEVELS[own.role],
});

const key = (row: ApiKey, workspace: Project | undefined, value: string | null) => ({
  id: String(row.id),
  label: row.name,
  value,
  mask_value: `${row.prefix}...`,
  created_at: time(row.createdAt),
  last_used_at: time(row.lastUsedAt),
  last_rolled_at: null,
  user_id: row.userId,
  scopes: row.scopes,
  scoped_teams: [row.workspaceId],
  scoped_organizations: workspace ? [workspace.uuid] : [],
});

const ownProject = async ({ domain, principal }: Call): Promise<Project> => {
  const [own] = await domain.projects.list(principal);
  return own as Project;
};

async function listProjects(call: Call): Promise<Answer> {
  return paged(call, await call.domain.projects.list(call.principal), project);
}

async function getProject(call: Call): Promise<Answer> {
  return json({
    ...project(await ownProject(call)),
    user_access_level: call.principal.role === 'viewer' ? 'viewer' : 'admin',
  });
}

async function currentKey(call: Call): Promise<Answer> {
  return json(key(await call.domain.projects.keyOf(call.principal), await ownProject(call), null));
}

export const newKey = z.object({ label: string(40), scopes: list(string(80)) });

async function createKey(call: Call): Promise<Answer> {
  const { label, scopes } = read(newKey, await fieldsOf(call));
  if (!label.trim()) throw refusal('This field may not be blank.', 'label', 'blank');
  if (scopes.length === 0) throw refusal('This field may not be empty.', 'scopes', 'empty');
  const wrong = scopes.find((scope) => !isScope(scope));
  if (wrong !== undefined) throw refusal(`Invalid scope: ${wrong}`, 'scopes');
  const made = await call.domain.projects.createKey(call.principal, { name: label, scopes: [...new Set(scopes)] });
  return json(key(made, await ownProject(call), made.secret), 201);
}

async function me(call: Call): Promise<Answer> {
  const [person, own, all] = await Promise.all([
    call.domain.people.userOf(call.principal),
    ownProject(call),
    call.domain.projects.list(call.principal),
  ]);
  return json({
    ...user(person),
    date_joined: time(person.createdAt),
    pending_email: null,
    has_password: person.passwordHash !== null,
    is_staff: false,
    is_impersonated: false,
    anonymize_data: false,
    team: project(own),
    organization: organizationOf(own),
    organizations: all.map(organizationOf),
    scoped_organizations: call.principal.via === 'key' ? [own.uuid] : null,
    scoped_teams: call.principal.via === 'key' ? [own.id] : null,
  });
}

/** The workspace whose organization the path names. @throws DomainError not_found, foreign */
function organizationIn(call: Call): Promise<Project> {
  const id = call.param('organization_id');
  return id === '@current' ? ownProject(call) : call.domain.projects.byUuid(call.principal, id);
}

async function listOrganizations(call: Call): Promise<Answer> {
  return paged(call, await call.domain.projects.list(call.principal), organizationOf);
}

async function listProjectsOf(call: Call): Promise<Answer> {
  return paged(call, [await organizationIn(call)], project);
}

async function organization(call: Call): Promise<Answer> {
  const own = await organizationIn(call);
  const members = await call.domain.projects.members(own.id);
  const projects = [
    { id: own.id, uuid: own.uuid, organization: own.uuid, api_token: `phc_${own.key}`, name: own.name },
  ];
  return json({
    ...organizationOf(own),
    updated_at: time(own.createdAt),
    plugins_access_level: 0,
    teams: projects,
    projects,
    available_product_features: [],
    is_member_join_email_enabled: false,
    metadata: {},
    enforce_2fa: null,
    members_can_invite: false,
    member_count: members,
  });
}
