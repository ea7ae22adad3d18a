import type { Json, JsonObject } from '../../../components/model/widget.ts';
import { objectOf } from '../../domain/json.ts';
import type { Widget } from '../../domain/model.ts';
import { given } from '../../domain/validate.ts';
import { COLUMNS, MAX_HEIGHT, MAX_ROW, type Rectangle } from '../../domain/widgets/layout.ts';
import type { Place } from '../../domain/widgets/placing.ts';

/** Sort key of a tile without a place. */
const NOWHERE = 100;

function within(value: Json | undefined, min: number, max: number): number | undefined {
  if (value === undefined || value === null || value === '' || typeof value === 'object') return undefined;
  const number = Math.round(Number(value));
  return Number.isFinite(number) ? Math.min(Math.max(number, min), max) : undefined;
}

/** The place on our grid from a tile's `layouts`, possibly incomplete; numbers may be strings. */
export function placeOf(layouts: Json | undefined): Place | undefined {
  const { x, y, w, h } = objectOf(objectOf(layouts).sm);
  const width = within(w, 1, COLUMNS);
  const left = within(x, 0, COLUMNS - (width ?? 1));
  const place = { x: left, y: within(y, 0, MAX_ROW), w: width, h: within(h, 1, MAX_HEIGHT) };
  const known = given(place);
  return Object.keys(known).length > 0 ? known : undefined;
}

/** A tile's `layouts`: as sent, unless the widget was moved since. */
export function layoutsOf(widget: Pick<Widget, 'extras'> & Rectangle): JsonObject {
  const stored = objectOf(objectOf(widget.extras.posthog).layouts);
  const { x, y, w, h } = widget;
  const sm = objectOf(stored.sm);
  const there: Place = { x: 0, y: 0, w, h, ...placeOf(stored) };
  const isAsSent = stored.sm !== undefined && there.x === x && there.y === y && there.w === w && there.h === h;
  return isAsSent ? stored : { ...stored, sm: { ...sm, x, y, w, h } };
}

/** Row and column by which tiles are sorted. */
export function orderOf(widget: Pick<Widget, 'extras'> & Rectangle, size: 'sm' | 'xs'): [y: number, x: number] {
  const layout = objectOf(layoutsOf(widget)[size]);
  return [within(layout.y, 0, MAX_ROW) ?? NOWHERE, within(layout.x, 0, MAX_ROW) ?? NOWHERE];
}
