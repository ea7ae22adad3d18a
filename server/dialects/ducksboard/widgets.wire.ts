import type { JsonObject } from '../../../components/model/widget.ts';
import { noChoice } from '../../domain/errors.ts';
import type { Widget } from '../../domain/model.ts';
import { kindOfWidget } from '../../domain/series/kinds.ts';
import { TIMESPANS } from '../../domain/series/periods.ts';
import type { SlotPatch, SlottedWidget } from '../../domain/series/slots.ts';
import { contentOf } from '../../domain/sources/accounts.ts';
import { COLUMNS, MAX_HEIGHT } from '../../domain/widgets/layout.ts';
import { Form } from './form.ts';

/** Columns and rows of our grid that one of Ducksboard's takes. */
const COLUMN = 3;
const ROW = 2;

/** A place in Ducksboard's terms: rows and columns count from 1. */
export interface Place {
  row: number;
  column: number;
  width: number;
  height: number;
}

type Grid = Pick<Widget, 'x' | 'y' | 'w' | 'h'>;
type Standing = Grid & Pick<Widget, 'extras'>;
interface Said extends Place, Grid {}

const own = ({ extras }: Pick<Widget, 'extras'>): JsonObject => (extras.ducksboard ?? {}) as JsonObject;

/** The place as given through this API while the widget was not moved through another one; else computed from the grid. */
export function placeOf(widget: Standing): Place {
  const said = own(widget).place as Said | undefined;
  const isSame = (['x', 'y', 'w', 'h'] as const).every((name) => said?.[name] === widget[name]);
  if (said && isSame) return { row: said.row, column: said.column, width: said.width, height: said.height };
  return {
    row: Math.floor(widget.y / ROW) + 1,
    column: Math.floor(widget.x / COLUMN) + 1,
    width: Math.max(1, Math.round(widget.w / COLUMN)),
    height: Math.max(1, Math.round(widget.h / ROW)),
  };
}

/** Moves a rectangle to the left until it fits. */
export const fitting = ({ x, y, w, h }: Grid): Grid => ({ x: Math.min(x, COLUMNS - w), y, w, h });

/** The place on our grid, in the size it says or in another one. */
export const gridOf = ({ row, column, width, height }: Place, size?: Pick<Grid, 'w' | 'h'>): Grid => {
  const { w, h } = size ?? { w: Math.min(COLUMNS, width * COLUMN), h: Math.min(MAX_HEIGHT, height * ROW) };
  return fitting({ x: (column - 1) * COLUMN, y: (row - 1) * ROW, w, h });
};

/** Extras that store a place in Ducksboard's terms along with the one on our grid. */
export const remembering = (widget: Pick<Widget, 'extras'>, place: Place, grid: Grid): JsonObject => {
  const { x, y, w, h } = grid;
  return { ...widget.extras, ducksboard: { ...own(widget), place: { ...place, x, y, w, h } } };
};

/** Where a widget is, in what `place` of the domain takes. */
export const standing = ({ x, y, extras }: Standing): Pick<Widget, 'x' | 'y' | 'extras'> => ({ x, y, extras });

/** Extras without the place, for a widget that is moved. */
export function unplaced(widget: Pick<Widget, 'extras'>): JsonObject {
  const { place: _, ...rest } = own(widget);
  return { ...widget.extras, ducksboard: rest };
}

export const withContent = (extras: JsonObject, content: JsonObject): JsonObject => ({
  ...extras,
  ducksboard: { ...own({ extras }), content },
});

/** The content of a widget: the settings of its source, or the stored ones for a kind without source. */
export const contentIn = (widget: Pick<Widget, 'source' | 'extras'>): JsonObject =>
  contentOf(widget.source) ?? ((own(widget).content ?? {}) as JsonObject);

/** A widget with its slots and its content. */
export function widget({ widget, slug, labels }: SlottedWidget) {
  const { name, kind } = kindOfWidget(widget);
  const numbers = kind.slots.map((_, index) => `${index + 1}`).filter((number) => labels[number] !== undefined);
  const slots = numbers.map((number) => {
    const settings = Object.entries((widget.slots[number] ?? {}) as JsonObject).filter(([, value]) => value !== null);
    const hasSpan = ['counter', 'graph'].includes(kind.slots[Number(number) - 1] ?? '');
    return [
      number,
      { ...(hasSpan && { timespan: 'monthly' }), ...Object.fromEntries(settings), label: labels[number] },
    ] as const;
  });
  const { row, column, width, height } = placeOf(widget);
  return {
    widget: {
      id: widget.id,
      kind: name,
      title: widget.title,
      dashboard: slug,
      width,
      height,
      row,
      column,
      sound: widget.sound,
    },
    slots: Object.fromEntries(slots),
    content: contentIn(widget),
  };
}

const PLACES = ['row', 'column', 'width', 'height'] as const;
/** Upper bounds of a place's fields. */
export const MAX: Readonly<Record<keyof Place, number>> = { row: 5000, column: 1000, width: 100, height: 100 };

/** The parts of a place that were given; of one place among several by its name. */
export function placeIn(form: Form, name?: string): Partial<Place> {
  const own = name === undefined ? form : new Form(form.object(name));
  const read = PLACES.map((part) => [part, own.whole(part, 1, MAX[part])] as const);
  if (own !== form) own.check();
  return Object.fromEntries(read.filter(([, value]) => value !== undefined));
}

const COLOR = /^(?:#[0-9a-f]{3,8}|rgba?\([\d\s.,%/]{5,60}\)|[a-z]{3,30})$/i;

/** The slots of a body; labels only where they may be chosen. @throws DomainError `invalid` */
export function slotPatch(slots: JsonObject, { labels }: { labels: boolean }): SlotPatch {
  const known = Object.entries(slots).filter(([number, slot]) => /^[1-9]$/.test(number) && slot !== null);
  return Object.fromEntries(known.map(([number]) => [number, slotSettings(new Form(slots).object(number), labels)]));
}

function slotSettings(slot: JsonObject, labels: boolean): SlotPatch[string] {
  const form = new Form(slot);
  const settings: JsonObject = {};
  for (const name of Object.keys(slot)) {
    if (!/^(?:timespan|(?:subtitle|color)[1-9]?)$/.test(name)) continue;
    const value = form.text(name) ?? '';
    if (name.startsWith('color') && value !== '' && !COLOR.test(value))
      form.refuse(name, 'Enter a colour like #C11F70.');
    if (name.startsWith('subtitle') && value.length > 400) form.refuse(name, 'Enter at most 400 characters.');
    if (name === 'timespan' && value !== '' && !TIMESPANS.some((one) => one === value))
      throw noChoice('timespan', `must be one of ${TIMESPANS.join(', ')}`);
    settings[name] = value === '' ? null : value;
  }
  const label = labels ? form.text('label') || undefined : undefined;
  if (label !== undefined && !/^[^\s/\p{Cc}]{1,100}$/u.test(label))
    form.refuse('label', 'Enter up to 100 characters without spaces or slashes.');
  form.check();
  return { settings, label };
}
