import type { BcWidget } from '../bc-widget.ts';
import { registerWidget as own } from '../catalog.ts';

export { giveWords as registerLocale } from '../locales/localize.ts';
export type { Check, Rule, Schema } from '../model/parse.ts';
export type { Tools, WidgetDefinition, WidgetSource } from '../widgets/custom.ts';
export type { Cell, DrawnProps, ViewProps } from '../widgets/widget-element.ts';

/** If a page has two copies of the elements, types are added to the first one, whose elements are registered. */
export const registerWidget: typeof own = (type, source) =>
  ((globalThis.customElements?.get('bc-widget') as typeof BcWidget | undefined)?.register ?? own)(type, source);
