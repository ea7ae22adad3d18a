import { notFound } from '../../domain/errors.ts';
import type { Answer } from '../../http/answer.ts';
import type { Call } from '../../http/call.ts';
import type { Route } from '../dialect.ts';
import { Form } from './form.ts';
import * as widgetWire from './widgets.wire.ts';
import * as wire from './wire.ts';

const BOARD = '/api/dashboards/:slug';

/** Dashboards, and the tokens that open them. */
export const dashboardRoutes: readonly Route[] = [
  { method: 'GET', path: '/api/dashboards', right: 'dashboard:read', run: list },
  { method: 'POST', path: '/api/dashboards', right: 'dashboard:write', run: create },
  { method: 'GET', path: BOARD, right: 'dashboard:read', run: get },
  { method: 'PUT', path: BOARD, right: 'dashboard:write', run: change },
  { method: 'DELETE', path: BOARD, right: 'dashboard:write', run: remove },
  {
    method: 'POST',
    path: ['/api/dashboard/:slug/accessed', `${BOARD}/accessed`],
    right: 'dashboard:write',
    run: accessed,
  },
  { method: 'GET', path: `${BOARD}/widgets`, right: 'dashboard:read', run: listWidgets },
  { method: 'GET', path: `${BOARD}/tokens`, right: 'sharing_configuration:read', run: listTokens },
  { method: 'POST', path: `${BOARD}/tokens`, right: 'sharing_configuration:write', run: createToken },
  { method: 'GET', path: `${BOARD}/tokens/:token`, right: 'sharing_configuration:read', run: getToken },
  { method: 'DELETE', path: `${BOARD}/tokens/:token`, right: 'sharing_configuration:write', run: deleteToken },
];

const boardOf = (call: Call, right: 'read' | 'write' = 'read') =>
  call.domain.lookup.dashboard(call.principal, { slug: call.param('slug') }, { right });

async function list({ domain, principal }: Call): Promise<Answer> {
  return wire.collection((await domain.dashboards.list(principal)).map(wire.dashboard));
}

async function create(call: Call): Promise<Answer> {
  const draft = wire.dashboardDraft(await call.object());
  return wire.ok(wire.dashboard(await call.domain.dashboards.create(call.principal, draft)));
}

async function get(call: Call): Promise<Answer> {
  return wire.ok(wire.dashboard(await boardOf(call)));
}

async function change(call: Call): Promise<Answer> {
  const { domain, principal } = call;
  const body = await call.object();
  const before = await boardOf(call, 'write');
  const patch = wire.dashboardPatch(body, before);
  return wire.ok(wire.dashboard(await domain.namedBoards.update(principal, before, patch)));
}

async function remove(call: Call): Promise<Answer> {
  const wasRemoved = await call.domain.namedBoards.removeUnlessOnly(call.principal, await boardOf(call, 'write'));
  return wire.deleted(wasRemoved ? 1 : 0);
}

async function accessed(call: Call): Promise<Answer> {
  await call.domain.boards.accessed(await boardOf(call, 'write'));
  return wire.done();
}

async function listWidgets(call: Call): Promise<Answer> {
  const widgets = await call.domain.slots.list(call.principal, await boardOf(call));
  return wire.collection(widgets.map(widgetWire.widget));
}

async function tokensOf(call: Call) {
  return call.domain.namedBoards.accessTokens(call.principal, await boardOf(call));
}

async function tokenOf(call: Call) {
  const found = (await tokensOf(call)).find(({ token }) => token === call.param('token'));
  if (!found) throw notFound('token', '');
  return found;
}

async function listTokens(call: Call): Promise<Answer> {
  return wire.collection((await tokensOf(call)).map(wire.accessToken));
}

async function createToken(call: Call): Promise<Answer> {
  const form = new Form(await call.object());
  const description = form.required('description');
  const password = form.text('password');
  form.check();
  const options = { description, ...(password ? { password } : {}) };
  return wire.ok(wire.accessToken(await call.domain.namedBoards.share(call.principal, await boardOf(call), options)));
}

async function getToken(call: Call): Promise<Answer> {
  return wire.ok(wire.accessToken(await tokenOf(call)));
}

async function deleteToken(call: Call): Promise<Answer> {
  await call.domain.sharing.revoke(await tokenOf(call), call.principal);
  return wire.deleted(1);
}
