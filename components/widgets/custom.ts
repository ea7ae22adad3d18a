import { html, nothing, svg, type TemplateResult } from 'lit';
import type { Datum } from '../events.ts';
import { parse, type Schema } from '../model/parse.ts';
import { type Cell, type DrawnProps, define, type View, type ViewProps } from './widget-element.ts';
import { WordedElement } from './worded-element.ts';

/** What a template is written with. `html` is handed in because ours does not know that of another copy of Lit. */
export interface Tools {
  html: typeof html;
  svg: typeof svg;
  nothing: typeof nothing;
  /** Fires `bc-select`: the reader has chosen this. */
  choose(datum: Datum): void;
}

/** A widget type of somebody else's: how its fields read, what draws it, and how it is put in words. */
export interface WidgetDefinition<Config = object, Data = object> {
  /** What the fields of config must be, by name; see `Rule`. Fields that have no rule are kept as they are. */
  config?: Schema;
  /** The same for the fields of data. What does not read is told in the frame, with the path of the field. */
  data?: Schema;
  /** Tag of an element that gets `config`, `data`, `locale` and `timeZone` as properties, and fills its parent. */
  element?: string;
  /** In place of an element: what to draw. */
  template?(props: DrawnProps<Config, Data>, tools: Tools): unknown;
  /** One sentence for assistive technology, told when a new value arrives. */
  summary?(props: DrawnProps<Config, Data>): string;
  /** The figures as rows, the first one being the head: for CSV. */
  table?(props: DrawnProps<Config, Data>): Cell[][];
}

/** A definition, or a function that loads one; a module may export it as `view` or as `default`. */
export type WidgetSource =
  // biome-ignore lint/suspicious/noExplicitAny: what config and data are is between the definition and its own rules
  WidgetDefinition<any, any> | (() => unknown);

/** @summary A widget type that was added by `registerWidget`. Loading and empty states are those of every view. */
export class BcCustom extends WordedElement<object, object> {
  static override properties = { ...WordedElement.properties, definition: {} };

  declare definition: WidgetDefinition;
  #element: HTMLElement | undefined;
  readonly #tools: Tools = { html, svg, nothing, choose: (datum) => this.choose(datum) };

  protected override renderData(data: object, config: object): unknown {
    const { definition, locale, timeZone } = this;
    const props = { config, data, locale, timeZone };
    if (definition.template) return definition.template(props, this.#tools);
    const tag = (definition.element as string).toLowerCase();
    if (this.#element?.localName !== tag) this.#element = document.createElement(tag);
    // What is set before its setters are there would hide them for ever.
    if (customElements.get(tag)) Object.assign(this.#element, props);
    else customElements.whenDefined(tag).then(() => this.requestUpdate());
    return this.#element;
  }
}

define('bc-custom', BcCustom);

/** Data as it was given, field by field: what a type of somebody else's says of itself when it says nothing. */
const rows = ({ data }: DrawnProps): Cell[][] => [
  ['Name', 'Value'],
  ...Object.entries(data).map(([name, value]) => [name, typeof value === 'number' ? value : JSON.stringify(value)]),
];

/** Makes a view of what somebody else defined. @throws Error when it draws nothing */
export async function adopt(source: WidgetSource): Promise<{ view: View }> {
  const given = (typeof source === 'function' ? await source() : source) as Record<string, WidgetDefinition>;
  const definition = (given?.view ?? given?.default ?? given) as WidgetDefinition;
  const { element, template, config = {}, data = {}, summary, table } = definition ?? {};
  if (!template && !/^[a-z][\w.]*-[\w.-]*$/.test(element ?? ''))
    throw new Error('A widget type needs a template, or the tag of an element.');
  const schema = { type: '', config, data };
  return {
    view: {
      read: (settings, values) => parse(schema, settings, values),
      template: (props: ViewProps): TemplateResult =>
        html`<bc-custom .definition=${definition} .config=${props.config} .data=${props.data} .locale=${props.locale} .timeZone=${props.timeZone}></bc-custom>`,
      words: async () => ({ summary: summary ?? (() => ''), table: table ?? rows }),
    },
  };
}
