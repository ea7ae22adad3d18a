import { html, nothing, svg, type TemplateResult } from 'lit';
import type { Datum } from '../events.ts';
import { parse, type Schema } from '../model/parse.ts';
import { type Cell, type DrawnProps, define, type View, type ViewProps } from './widget-element.ts';
import { WordedElement } from './worded-element.ts';

/**
 * What a template is written with. It gets our `html`, because templates of another copy of Lit would not render here. In
 * `bc.js`, it lacks what our own templates do not use: directives, expressions in comments and raw text, and listeners
 * that are objects.
 */
export interface Tools {
  html: typeof html;
  svg: typeof svg;
  nothing: typeof nothing;
  /** Fires `bc-select` with what the reader has chosen. */
  choose(datum: Datum): void;
}

/** A custom widget type: the rules of its fields, what draws it, and its text for assistive technology and CSV. */
export interface WidgetDefinition<Config = object, Data = object> {
  /** Rules for the fields of config; see `Rule`. Fields without a rule are kept as they are. */
  config?: Schema;
  /** The same for data. The frame shows an error with the path of the first wrong field. */
  data?: Schema;
  /** Tag of an element that fills its parent; it gets the properties `config`, `data`, `locale` and `timeZone`. */
  element?: string;
  /** In place of `element`: returns what to draw. */
  template?(props: DrawnProps<Config, Data>, tools: Tools): unknown;
  /** One sentence for assistive technology, announced with new values. */
  summary?(props: DrawnProps<Config, Data>): string;
  /** The data as rows for CSV, with the header first. */
  table?(props: DrawnProps<Config, Data>): Cell[][];
}

/** A definition, or a function that loads one: as such, or as the export `view` or `default` of a module. */
export type WidgetSource =
  // biome-ignore lint/suspicious/noExplicitAny: the definition's own rules decide what config and data are
  WidgetDefinition<any, any> | (() => unknown);

/** @summary A widget of a type added by `registerWidget`. Loading and empty states are those of every view. */
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
    // Properties that are set before the element is defined would hide its setters for good.
    if (customElements.get(tag)) Object.assign(this.#element, props);
    else customElements.whenDefined(tag).then(() => this.requestUpdate());
    return this.#element;
  }
}

define('bc-custom', BcCustom);

/** Default table of a custom type: the fields of the data as they are. */
const rows = ({ data }: DrawnProps): Cell[][] => [
  ['Name', 'Value'],
  ...Object.entries(data).map(([name, value]) => [name, typeof value === 'number' ? value : JSON.stringify(value)]),
];

/** Makes a view from a definition. @throws Error if it has neither a template nor an element */
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
