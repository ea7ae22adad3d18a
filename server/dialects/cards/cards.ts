import type { JsonObject } from '../../../components/model/widget.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Dashboard, Widget } from '../../domain/model.ts';
import { type Answer, empty, json } from '../../http/answer.ts';
import type { Call } from '../../http/call.ts';
import { boardOf, idOf } from './boards.ts';
import * as wire from './wire.ts';

async function shown({ domain }: Call, dashboard: Dashboard, widget: Widget) {
  const pages = await domain.dashboards.pages(dashboard);
  return wire.card(widget, pages.find(({ id }) => id === widget.pageId)?.number ?? 1);
}

/** `POST /{id}/cards` */
export async function add(call: Call): Promise<Answer> {
  const dashboard = await boardOf(call, 'write');
  const draft = wire.cardDraft(await call.object());
  await checkSql(call, draft.config);
  const widget = await call.domain.cards.add(call.principal, dashboard, draft);
  return json(await shown(call, dashboard, widget), 201);
}

/** `PATCH /{id}/cards/{card_id}` */
export async function change(call: Call): Promise<Answer> {
  const { cards } = call.domain;
  const dashboard = await boardOf(call, 'write');
  const before = await cards.byId(dashboard, idOf(call.param('card')));
  const body = await call.object();
  const patch = (card: Widget) => wire.cardPatch(wire.changedCardFields(body, card), card.config);
  const { config } = patch(before);
  if (config?.sql !== before.config.sql) await checkSql(call, config);
  return json(await shown(call, dashboard, await cards.change(call.principal, dashboard, before.id, patch)));
}

/** Invalid SQL does not fit; a missing table is only reported at the card, since it may be added later. */
async function checkSql({ deps, principal }: Call, config: JsonObject = {}): Promise<void> {
  const issues = await deps.sources.check(principal.workspaceId, { source: null, config }, 'config');
  if (issues.length > 0)
    throw new DomainError('invalid', 'the config does not match the type', { subject: 'card', issues });
}

/** `DELETE /{id}/cards/{card_id}` */
export async function remove(call: Call): Promise<Answer> {
  await call.domain.cards.remove(call.principal, await boardOf(call, 'write'), idOf(call.param('card')));
  return empty();
}

/** `POST /{id}/cards/{card_id}/duplicate` */
export async function duplicate(call: Call): Promise<Answer> {
  const dashboard = await boardOf(call, 'write');
  const copy = await call.domain.cards.duplicate(call.principal, dashboard, idOf(call.param('card')));
  return json(await shown(call, dashboard, copy), 201);
}

/** `PATCH /{id}/layout` */
export async function arrange(call: Call): Promise<Answer> {
  const dashboard = await boardOf(call, 'write');
  const moves = wire.moveList(await call.body());
  return json({ updated: await call.domain.cards.arrange(call.principal, dashboard, moves) });
}

/** `POST /{id}/pages` */
export async function addPage(call: Call): Promise<Answer> {
  const dashboard = await boardOf(call, 'write');
  const body = await call.object();
  const draft = { ...wire.pagePatch(body), name: wire.name(body) };
  return json(wire.page(await call.domain.pages.add(call.principal, dashboard, draft)), 201);
}

/** `PATCH /{id}/pages/{page_number}` */
export async function changePage(call: Call): Promise<Answer> {
  const dashboard = await boardOf(call, 'write');
  const patch = wire.pagePatch(await call.object());
  return json(wire.page(await call.domain.pages.update(call.principal, dashboard, idOf(call.param('page')), patch)));
}

/** `DELETE /{id}/pages/{page_number}` */
export async function removePage(call: Call): Promise<Answer> {
  await call.domain.pages.remove(call.principal, await boardOf(call, 'write'), idOf(call.param('page')));
  return empty();
}
