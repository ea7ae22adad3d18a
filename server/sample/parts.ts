import type { JsonObject } from '../../components/model/widget.ts';
import type { WidgetDraft } from '../domain/widgets/widgets.ts';

/** A widget with its place: in a grid of twelve columns. */
export type Placed = WidgetDraft & Required<Pick<WidgetDraft, 'title' | 'x' | 'y' | 'w' | 'h'>>;

export const place = (x: number, y: number, w: number, h: number) => ({ x, y, w, h });

/** A number without decimals or abbreviation. */
export const figure = (data: JsonObject, config: JsonObject = {}): Pick<WidgetDraft, 'type' | 'config' | 'data'> => ({
  type: 'number',
  config: { decimal_places: 0, format_number: '1', ...config },
  data,
});

/** Times of one hour, five minutes apart, so that charts are not empty before the first push. */
export const MOMENTS: readonly string[] = Array.from(
  { length: 12 },
  (_, index) => `2026-01-01 12:${String(index * 5).padStart(2, '0')}:00`,
);

/** A value for each time, oscillating around `middle`. */
export const wave = (middle: number, swing: number, phase = 0): number[] =>
  MOMENTS.map((_, index) => Math.round(10 * (middle + swing * Math.sin(index / 1.7 + phase))) / 10);
