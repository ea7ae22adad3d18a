import { z } from 'zod';
import type { Json, JsonObject } from '../../../components/model/widget.ts';
import { DomainError } from '../../domain/errors.ts';
import type { TileChange } from '../../domain/insights/tiles.ts';
import { isObject } from '../../domain/json.ts';
import type { Dashboard } from '../../domain/model.ts';
import { given } from '../../domain/validate.ts';
import type { Answer } from '../../http/answer.ts';
import type { Call } from '../../http/call.ts';
import type { Route } from '../dialect.ts';
import { denied, refusal } from './errors.ts';
import { any, bool, fieldsOf, int, read } from './fields.ts';
import { placeOf } from './layouts.ts';
import { bodyOf, textData, textLook } from './looks.ts';
import { dashboardOf, inProject } from './project.ts';
import { show } from './show.ts';
import { streamTiles } from './stream.ts';

/** Routes of single tiles. */
export const tileRoutes: readonly Route[] = [
  inProject('PATCH', '/dashboards/:id/move_tile', 'dashboard:write', move),
  inProject('GET', '/dashboards/:id/stream_tiles', 'dashboard:read', streamTiles),
];

const MAX_TEXT = 4000;
/** The types of tiles that are text. */
const TEXTS: readonly string[] = ['text', 'markdown'];
/** Tile fields that only this dialect stores. */
const KEPT = ['layouts', 'color', 'filters_overrides', 'show_description', 'transparent_background'] as const;

export const tileFields = z
  .object({ id: int.nullable(), deleted: bool.nullable(), layouts: any, color: any, text: any, button_tile: any })
  .partial();

/**
 * Parses `tiles` and `duplicate_tiles` of a PATCH, so that the whole body is validated before anything is changed.
 * @returns a function that applies them
 * @throws DomainError `invalid`
 */
export async function changeTiles(call: Call, dashboard: Dashboard, body: JsonObject): Promise<() => Promise<void>> {
  const [tiles, duplicates] = [objectsOf(body.tiles), objectsOf(body.duplicate_tiles)];
  if (tiles.length + duplicates.length === 0) return async () => undefined;
  const { domain, principal } = call;
  const [widgets, texts] = await Promise.all([
    domain.widgets.of(dashboard, { columns: ['id', 'type'] }),
    domain.widgets.of(dashboard, { columns: ['id', 'type', 'data', 'config'], where: { type: TEXTS } }),
  ]);
  const typeOf = new Map(widgets.map(({ id, type }) => [id, type]));
  const textIn = new Map(texts.map((widget) => [widget.id, bodyOf(widget)]));
  const changes = tiles.map((sent): TileChange => {
    const { id, deleted } = read(tileFields, sent);
    const type = typeOf.get(id ?? 0);
    const text = textOf(sent);
    const look = text === undefined ? undefined : textLook(text);
    // An unchanged text does not touch the widget, whichever dialect wrote it.
    const isSame = type !== undefined && (text === textIn.get(id ?? 0) || !TEXTS.includes(type));
    if (!isSame) checkText(text);
    return {
      ...given({ id: id ?? undefined, deleted: deleted ?? undefined, place: placeOf(sent.layouts) }),
      ...(look && !isSame && { text: type ? { type, data: textData(type, text ?? '') } : look }),
      extras: { posthog: keptOf(sent) },
    };
  });
  const copies = duplicates.map((sent): TileChange => {
    const { id } = read(tileFields, sent);
    return {
      ...given({ id: id ?? undefined, place: placeOf(sent.layouts) }),
      ...(sent.layouts && { extras: { posthog: { layouts: sent.layouts } } }),
    };
  });
  return async () => {
    if (changes.length > 0) await domain.tiles.change(principal, dashboard, changes);
    if (copies.length > 0) await domain.tiles.duplicate(principal, dashboard, copies);
  };
}

function keptOf(sent: JsonObject): JsonObject {
  const kept = Object.fromEntries(
    KEPT.filter((name) => sent[name] !== undefined).map((name) => [name, sent[name] as Json]),
  );
  const button = isObject(sent.button_tile) ? sent.button_tile : undefined;
  return button ? { ...kept, button_tile: button } : kept;
}

/** The Markdown of a text tile; a button becomes a link. */
function textOf(sent: JsonObject): string | undefined {
  const [text, button] = [sent.text, sent.button_tile].map((each) => (isObject(each) ? each : undefined));
  if (button) {
    const [label, url] = [button.text, button.url].map((value) => (typeof value === 'string' ? value : ''));
    return `[${label?.replace(/[[\]\\]/g, '').replace(/\s+/g, ' ')}](${url?.replace(/[\s()<>\\]/g, escaped)})`;
  }
  if (!text) return undefined;
  const { body = '' } = text;
  if (body === null) return '';
  if (typeof body !== 'string') throw refusal('Not a valid string.', 'text__body');
  return body;
}

/** In an address that stands between brackets, of Markdown's too. */
const escaped = (letter: string): string =>
  encodeURIComponent(letter).replace(/[()]/, (bracket) => `%${bracket.charCodeAt(0).toString(16)}`);

/** Restrictions of this API that other dialects do not have. @throws DomainError `invalid` */
function checkText(body = ''): void {
  if (body.length > MAX_TEXT) throw refusal('Text body cannot exceed 4000 characters', 'text__body', 'max_length');
  if (body.includes('\0')) throw refusal('Null characters are not allowed.', 'text__body');
}

const objectsOf = (value: Json | undefined): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);

export const moved = z.object({ tile: z.object({ id: int }), toDashboard: int });

async function move(call: Call): Promise<Answer> {
  const { domain, principal } = call;
  const from = await dashboardOf(call, 'write');
  const { tile, toDashboard } = read(moved, await fieldsOf(call));
  const to = await domain.lookup.dashboard(principal, { id: toDashboard }, { unscoped: true });
  try {
    await domain.tiles.move(principal, tile.id, from, to);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    if (error.code === 'conflict') throw refusal('Invalid request data for moving tile.');
    if (error.code === 'forbidden') throw denied("You don't have edit permissions for the destination dashboard.");
    throw error;
  }
  return show(call, from);
}
