import type { Answer } from '../../http/answer.ts';
import type { Call } from '../../http/call.ts';
import type { Route } from '../dialect.ts';
import { PASSWORD } from './credentials.ts';
import * as wire from './wire.ts';

/** The reference uses one path in its text and the other in its list. */
const API_KEY = ['/api/user/api_key', '/api/api_key'];

/** The current user and their API key. */
export const userRoutes: readonly Route[] = [
  { method: 'GET', path: '/api/user', right: 'authenticated', run: get },
  { method: 'PUT', path: '/api/user', right: 'authenticated', run: change },
  { method: 'GET', path: API_KEY, right: 'authenticated', credentials: PASSWORD, run: getKey },
  { method: 'POST', path: API_KEY, right: 'authenticated', credentials: PASSWORD, run: resetKey },
];

async function get({ domain, principal }: Call): Promise<Answer> {
  return wire.ok(wire.user(await domain.people.userOf(principal)));
}

/** The reference has two names for the flag: both are sent. */
async function change(call: Call): Promise<Answer> {
  const patch = wire.profilePatch(await call.object());
  const { user, passwordChanged } = await call.domain.profile.update(call.principal, patch);
  return wire.ok({ password_change: passwordChanged, password_changed: passwordChanged, ...wire.user(user) });
}

async function getKey({ domain, principal }: Call): Promise<Answer> {
  return wire.ok({ api_key: await domain.profile.apiKey(principal) });
}

async function resetKey({ domain, principal }: Call): Promise<Answer> {
  return wire.ok({ api_key: await domain.profile.resetApiKey(principal) });
}
