import { signJwt } from '../../auth/jwt.ts';
import { type Answer, empty, json } from '../../http/answer.ts';
import type { Call } from '../../http/call.ts';
import { boardOf, idOf } from './boards.ts';
import * as wire from './wire.ts';

/** Seconds a token is good for. */
const TOKEN_TTL = 3600;

/** `POST /api/auth/login` */
export async function login(call: Call): Promise<Answer> {
  const { username, password } = wire.credentials(await call.object());
  const principal = await call.domain.people.byPassword(username, password, call.address);
  const claims = await call.domain.identities.claimsOf(principal);
  const token = await signJwt(claims, call.deps.config.jwtSecret, Date.now(), TOKEN_TTL);
  return json({ access_token: token, token_type: 'bearer', expires_in: TOKEN_TTL });
}

/** `GET /{id}/shares` */
export async function listShares(call: Call): Promise<Answer> {
  return json((await call.domain.grants.of(await boardOf(call))).map(wire.share));
}

/** `POST /{id}/shares` */
export async function share(call: Call): Promise<Answer> {
  const dashboard = await boardOf(call, 'write');
  const draft = wire.grantDraft(await call.object());
  const { grant, isNew } = await call.domain.grants.set(call.principal, dashboard, draft);
  return json(wire.share(grant), isNew ? 201 : 200);
}

/** `DELETE /{id}/shares/{share_id}` */
export async function unshare(call: Call): Promise<Answer> {
  await call.domain.grants.remove(call.principal, await boardOf(call, 'write'), idOf(call.param('share')));
  return empty();
}

/** `GET /api/groups` */
export async function listGroups({ domain, principal }: Call): Promise<Answer> {
  return json((await domain.groups.list(principal)).map((group) => wire.group(group, group.members)));
}

/** `POST /api/groups` */
export async function createGroup(call: Call): Promise<Answer> {
  return json(wire.group(await call.domain.groups.create(call.principal, wire.name(await call.object())), []), 201);
}

/** `DELETE /api/groups/{id}` */
export async function removeGroup(call: Call): Promise<Answer> {
  await call.domain.groups.remove(call.principal, idOf(call.param('group')));
  return empty();
}

/** `POST /api/groups/{id}/members/{user_id}` */
export async function addMember(call: Call): Promise<Answer> {
  await call.domain.groups.addMember(call.principal, idOf(call.param('group')), idOf(call.param('user')));
  return empty();
}

/** `DELETE /api/groups/{id}/members/{user_id}` */
export async function removeMember(call: Call): Promise<Answer> {
  await call.domain.groups.removeMember(call.principal, idOf(call.param('group')), idOf(call.param('user')));
  return empty();
}
