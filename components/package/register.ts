import type { BcWidget } from '../bc-widget.ts';
import { registerWidget as own } from '../catalog.ts';

export { giveWords as registerLocale } from '../locales/localize.ts';
export type { Check, Rule, Schema } from '../model/parse.ts';
export type { Tools, WidgetDefinition, WidgetSource } from '../widgets/custom.ts';
export type { Cell, DrawnProps, ViewProps } from '../widgets/widget-element.ts';

/** Where a page has two copies of the elements, the types belong to the first, which is the one that is registered. */
export const registerWidget: typeof own = (type, source) =>
  ((globalThis.customElements?.get('bc-widget') as typeof BcWidget | undefined)?.register ?? own)(type, source);
