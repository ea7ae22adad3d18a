import { DomainError, noChoice, notFound } from '../../domain/errors.ts';
import type { Dashboard, Widget } from '../../domain/model.ts';
import { isAccountSource, isCustomKind, kindOf } from '../../domain/series/kinds.ts';
import type { SlottedWidget } from '../../domain/series/slots.ts';
import type { WidgetDraft } from '../../domain/widgets/widgets.ts';
import type { Answer } from '../../http/answer.ts';
import type { Call } from '../../http/call.ts';
import type { Route } from '../dialect.ts';
import { Form } from './form.ts';
import * as widgetWire from './widgets.wire.ts';
import * as wire from './wire.ts';

const WIDGET = '/api/widgets/:id';

/** Widgets with their slots and content, and the tokens that embed them. */
export const widgetRoutes: readonly Route[] = [
  { method: 'GET', path: '/api/widgets', right: 'dashboard:read', run: list },
  { method: 'POST', path: '/api/widgets', right: 'dashboard:write', run: create },
  { method: 'POST', path: '/api/widgets/positions', right: 'dashboard:write', run: position },
  { method: 'GET', path: WIDGET, right: 'dashboard:read', run: get },
  { method: 'PUT', path: WIDGET, right: 'dashboard:write', run: change },
  { method: 'DELETE', path: WIDGET, right: 'dashboard:write', run: remove },
  { method: 'POST', path: `${WIDGET}/copy`, right: 'dashboard:write', run: copy },
  { method: 'GET', path: `${WIDGET}/embed`, right: 'sharing_configuration:read', run: getEmbed },
  { method: 'PUT', path: `${WIDGET}/embed`, right: 'sharing_configuration:write', run: enableEmbed },
  { method: 'DELETE', path: `${WIDGET}/embed`, right: 'sharing_configuration:write', run: disableEmbed },
];

const DEFAULT_PLACE = { row: 1, column: 1, width: 1, height: 1 };

/** An integer id from the path; anything else matches nothing. */
export function idOf(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw notFound('id', text);
  return Number(text);
}

const widgetOf = (call: Call, right: 'read' | 'write' = 'read') =>
  call.domain.slots.byId(call.principal, idOf(call.param('id')), right);

/** The dashboard named in a body. */
async function boardNamed({ domain, principal }: Call, slug: string): Promise<Dashboard> {
  try {
    return await domain.lookup.dashboard(principal, { slug }, { right: 'write' });
  } catch (error) {
    const isUnknown = error instanceof DomainError && error.code === 'not_found';
    throw isUnknown ? noChoice('dashboard', 'This dashboard does not exist.') : error;
  }
}

async function list({ domain, principal }: Call): Promise<Answer> {
  return wire.collection((await domain.slots.list(principal)).map(widgetWire.widget));
}

async function get(call: Call): Promise<Answer> {
  return wire.ok(widgetWire.widget(await widgetOf(call)));
}

async function create(call: Call): Promise<Answer> {
  const { domain, principal } = call;
  const sections = new Form(await call.object());
  const form = new Form(sections.object('widget'));
  const [slots, content] = [sections.object('slots'), sections.object('content')];
  const kind = form.required('kind');
  const draft = { title: form.required('title', { blank: true }), sound: form.flag('sound') ?? false };
  const slug = form.required('dashboard');
  const given = widgetWire.placeIn(form);
  sections.check();
  form.check();
  const patch = widgetWire.slotPatch(slots, { labels: false });
  const dashboard = await boardNamed(call, slug);
  const source = isCustomKind(kind) ? null : await domain.accounts.source(principal, kind, content);

  const place = { ...DEFAULT_PLACE, ...given };
  const grid = widgetWire.gridOf(place);
  const isPlaced = given.row !== undefined || given.column !== undefined;
  const extras = source ? {} : widgetWire.withContent({}, content);
  const made = await domain.slots.create(
    principal,
    dashboard,
    {
      ...draft,
      type: kindOf(kind).type,
      givenType: kind,
      source,
      w: grid.w,
      h: grid.h,
      ...(isPlaced && { x: grid.x, y: grid.y }),
      extras: isPlaced ? widgetWire.remembering({ extras }, place, grid) : extras,
    },
    patch,
  );
  return wire.ok(widgetWire.widget(isPlaced ? made : await settle(call, made, place)));
}

/** A widget without a place gets the first free one, and is reported as the first until it is moved. */
async function settle({ domain, principal }: Call, made: SlottedWidget, place: widgetWire.Place) {
  const { widget } = made;
  const { x, y } = widget;
  const extras = widgetWire.remembering(widget, place, widget);
  await domain.slots.place(principal, [widget.id], () => ({ x, y, extras }));
  return { ...made, widget: { ...widget, extras } };
}

async function change(call: Call): Promise<Answer> {
  const { domain, principal } = call;
  const sections = new Form(await call.object());
  const form = new Form(sections.object('widget'));
  const [slots, content] = [sections.object('slots'), sections.object('content')];
  const [title, sound, place] = [form.text('title'), form.flag('sound'), widgetWire.placeIn(form)];
  sections.check();
  form.check();
  const patch = widgetWire.slotPatch(slots, { labels: true });
  const before = await widgetOf(call, 'write');
  const refilled = Object.keys(content).length > 0 ? await refillOf(call, before, content) : () => ({});
  const draft = (current: Widget): Partial<WidgetDraft> => {
    const to = moved(current, place);
    return {
      ...to,
      ...(title !== undefined && { title }),
      ...(sound !== undefined && { sound }),
      ...refilled({ ...current, ...to }),
    };
  };
  const after = await domain.slots.update(principal, before.widget.id, draft, patch);
  const [old, now] = [widgetWire.widget(before), widgetWire.widget(after)];
  const isChanged = (part: keyof typeof old) => JSON.stringify(old[part]) !== JSON.stringify(now[part]);
  const changed = { widget: isChanged('widget'), slots: isChanged('slots'), content: isChanged('content') };
  return wire.ok({ changed, ...now });
}

/** The new place, if it changed: one sent back unchanged moves nothing. */
function moved(widget: Widget, given: Partial<widgetWire.Place>): Partial<WidgetDraft> {
  const shown = widgetWire.placeOf(widget);
  const place = { ...shown, ...given };
  const isMoved = place.row !== shown.row || place.column !== shown.column;
  const isResized = place.width !== shown.width || place.height !== shown.height;
  if (!isMoved && !isResized) return {};
  const sized = isResized ? widgetWire.gridOf(place) : widget;
  const grid = isMoved ? widgetWire.gridOf(place, sized) : widgetWire.fitting({ ...sized, x: widget.x, y: widget.y });
  return { ...grid, extras: widgetWire.remembering(widget, place, grid) };
}

/** What new content changes: the source of widgets filled by a service, else the stored content. */
async function refillOf(
  { domain, principal }: Call,
  { widget }: SlottedWidget,
  content: ReturnType<Form['object']>,
): Promise<(current: Widget) => Partial<WidgetDraft>> {
  const merged = (current: Pick<Widget, 'source' | 'extras'>) => ({ ...widgetWire.contentIn(current), ...content });
  if (!isAccountSource(widget.source))
    return (current) => ({ extras: widgetWire.withContent(current.extras, merged(current)) });
  const source = await domain.accounts.source(principal, widget.givenType, merged(widget));
  return () => ({ source });
}

async function copy(call: Call): Promise<Answer> {
  const { domain, principal } = call;
  const form = new Form(await call.object());
  const slug = form.required('dashboard');
  const given = widgetWire.placeIn(form);
  form.check();
  const { widget } = await widgetOf(call);
  const to = await boardNamed(call, slug);
  const extras = widgetWire.unplaced(widget);
  const place = { ...widgetWire.placeOf(widget), row: 1, column: 1, ...given };
  const isPlaced = given.row !== undefined || given.column !== undefined;
  const grid = widgetWire.gridOf(place, widget);
  const where = isPlaced
    ? { x: grid.x, y: grid.y, extras: widgetWire.remembering({ extras }, place, grid) }
    : { extras };
  return wire.ok(widgetWire.widget(await domain.slots.copy(principal, widget.id, to, where)));
}

async function remove(call: Call): Promise<Answer> {
  const { widget } = await widgetOf(call, 'write');
  await call.domain.widgets.remove(call.principal, widget.key);
  return wire.deleted(1);
}

async function position(call: Call): Promise<Answer> {
  const body = await call.object();
  const sections = new Form(body);
  const places = new Map<number, Partial<widgetWire.Place>>();
  for (const id of Object.keys(body)) {
    const { row = 1, column = 1 } = widgetWire.placeIn(sections, id);
    places.set(idOf(id), { row, column });
  }
  sections.check();
  await call.domain.slots.place(call.principal, [...places.keys()], (widget) => {
    const shown = widgetWire.placeOf(widget);
    const place = { ...shown, ...places.get(widget.id) };
    if (place.row === shown.row && place.column === shown.column) return widgetWire.standing(widget);
    const grid = widgetWire.gridOf(place, widget);
    return { x: grid.x, y: grid.y, extras: widgetWire.remembering(widget, place, grid) };
  });
  return wire.done();
}

async function embedsOf(call: Call) {
  const { widget } = await widgetOf(call);
  const tokens = await call.domain.namedBoards.embedTokens(call.principal, widget);
  return { widget, tokens, told: tokens.find(({ token }) => token !== null) };
}

async function getEmbed(call: Call): Promise<Answer> {
  const { told } = await embedsOf(call);
  if (!told) throw notFound('token', '');
  return wire.ok(wire.embedToken(told));
}

async function enableEmbed(call: Call): Promise<Answer> {
  const { widget, told } = await embedsOf(call);
  return wire.ok(wire.embedToken(told ?? (await call.domain.namedBoards.embed(call.principal, widget))));
}

async function disableEmbed(call: Call): Promise<Answer> {
  const { tokens } = await embedsOf(call);
  for (const { hash } of tokens) await call.domain.sharing.revoke({ hash }, call.principal);
  return wire.deleted(tokens.length > 0 ? 1 : 0);
}
