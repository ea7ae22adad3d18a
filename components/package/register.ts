export { registerWidget } from '../catalog.ts';
export { registerLocale } from '../locales/localize.ts';
export type { Check, Rule, Schema } from '../model/parse.ts';
export type { Tools, WidgetDefinition, WidgetSource } from '../widgets/custom.ts';
export type { Cell, DrawnProps, ViewProps } from '../widgets/widget-element.ts';
