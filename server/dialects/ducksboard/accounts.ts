import type { Answer } from '../../http/answer.ts';
import type { Call } from '../../http/call.ts';
import type { Route } from '../dialect.ts';
import { idOf } from './widgets.ts';
import * as wire from './wire.ts';

/** Accounts at services outside. A change is a POST too. */
export const accountRoutes: readonly Route[] = [
  { method: 'GET', path: '/api/accounts', right: 'dashboard:read', run: list },
  { method: 'POST', path: '/api/accounts', right: 'dashboard:write', run: link },
  { method: 'GET', path: '/api/accounts/:id', right: 'dashboard:read', run: get },
  { method: 'POST', path: '/api/accounts/:id', right: 'dashboard:write', run: change },
  { method: 'DELETE', path: '/api/accounts/:id', right: 'dashboard:write', run: unlink },
];

async function list({ domain, principal }: Call): Promise<Answer> {
  return wire.collection((await domain.accounts.list(principal)).map(wire.account));
}

async function link(call: Call): Promise<Answer> {
  return wire.ok(wire.account(await call.domain.accounts.link(call.principal, await call.object())));
}

async function get(call: Call): Promise<Answer> {
  return wire.ok(wire.account(await call.domain.accounts.byId(call.principal, idOf(call.param('id')))));
}

async function change(call: Call): Promise<Answer> {
  const [id, patch] = [idOf(call.param('id')), await call.object()];
  return wire.ok(wire.account(await call.domain.accounts.update(call.principal, id, patch)));
}

async function unlink(call: Call): Promise<Answer> {
  await call.domain.accounts.unlink(call.principal, idOf(call.param('id')));
  return wire.deleted(1);
}
