import { z } from 'zod';
import type { Json, JsonObject } from '../../../components/model/widget.ts';
import type { Share } from '../../domain/sharing/shares.ts';
import { given } from '../../domain/validate.ts';
import { type Answer, empty, json } from '../../http/answer.ts';
import type { Call } from '../../http/call.ts';
import type { Route } from '../dialect.ts';
import { bare, refusal } from './errors.ts';
import { any, bool, fieldsOf, read, string } from './fields.ts';
import { idOf, inProject, parentOf } from './project.ts';
import { time } from './shapes.ts';

/** Routes of a dashboard's shared page. */
export const sharingRoutes: readonly Route[] = [
  inProject('GET', '/dashboards/:id/sharing', 'sharing_configuration:read', retrieve),
  inProject('PATCH', '/dashboards/:id/sharing', 'sharing_configuration:write', change),
  inProject('POST', '/dashboards/:id/sharing/refresh', 'sharing_configuration:write', refresh),
  inProject('POST', '/dashboards/:id/sharing/passwords', 'sharing_configuration:write', addPassword),
  inProject('DELETE', '/dashboards/:id/sharing/passwords/:password_id', 'sharing_configuration:write', removePassword),
];

/** Known display settings of the shared page; others are dropped. */
export const FLAGS = ['whitelabel', 'noHeader', 'showInspector', 'legend', 'detailed', 'hideExtraDetails'] as const;
const THEMES: ReadonlySet<Json> = new Set(['light', 'dark', 'system']);
const MIN_PASSWORD = 8;

export const config = z.object({ enabled: bool, settings: any, password_required: bool }).partial();
export const newPassword = z.object({ raw_password: string(1000).nullable(), note: string(100).nullable() }).partial();

const passwordOf = ({ id, createdAt, note, email }: Share['passwords'][number]) => ({
  id,
  created_at: time(createdAt),
  note,
  created_by_email: email ?? 'deleted user',
});

const render = (share: Share) => ({
  created_at: time(share.access?.createdAt ?? null),
  enabled: share.enabled,
  access_token: share.token,
  settings: share.settings,
  password_required: share.passwordRequired,
  share_passwords: share.passwords.map((each) => ({ ...passwordOf(each), is_active: each.isActive })),
});

async function retrieve(call: Call): Promise<Answer> {
  return json(render(await call.domain.shares.of(await parentOf(call))));
}

async function change(call: Call): Promise<Answer> {
  const dashboard = await parentOf(call, 'write');
  const { enabled, settings, password_required: passwordRequired } = read(config, await fieldsOf(call));
  const patch = given({
    enabled,
    passwordRequired,
    settings: settings === undefined ? undefined : settingsOf(settings),
  });
  return json(render(await call.domain.shares.update(call.principal, dashboard, patch)));
}

async function refresh(call: Call): Promise<Answer> {
  return json(render(await call.domain.shares.refresh(call.principal, await parentOf(call, 'write'))));
}

async function addPassword(call: Call): Promise<Answer> {
  const dashboard = await parentOf(call, 'write');
  const { raw_password: password, note } = read(newPassword, await fieldsOf(call));
  if (password && password.length < MIN_PASSWORD)
    throw refusal(`Password must be at least ${MIN_PASSWORD} characters long.`, 'raw_password');
  const share = await call.domain.shares.of(dashboard);
  if (!share.passwordRequired) return bare('Password protection must be enabled before creating passwords', 400);
  const draft = { password: password || undefined, note: note ?? '' };
  const made = await call.domain.shares.addPassword(call.principal, dashboard, draft);
  return json({ ...passwordOf(made), password: made.password }, 201);
}

async function removePassword(call: Call): Promise<Answer> {
  const dashboard = await parentOf(call, 'write');
  await call.domain.shares.removePassword(call.principal, dashboard, idOf(call.param('password_id')));
  return empty();
}

/** @throws DomainError `invalid` */
function settingsOf(settings: Json): JsonObject | null {
  if (settings === null) return null;
  if (typeof settings !== 'object' || Array.isArray(settings)) throw refusal('Invalid settings format', 'settings');
  const known: JsonObject = {};
  for (const flag of FLAGS) {
    const value = settings[flag];
    if (value === undefined || value === null) continue;
    if (typeof value !== 'boolean') throw refusal('Invalid settings format', 'settings');
    known[flag] = value;
  }
  const { theme = null } = settings;
  if (theme === null) return known;
  if (!THEMES.has(theme)) throw refusal('Invalid settings format', 'settings');
  return { ...known, theme };
}
