import { LitElement, type TemplateResult } from 'lit';
import type { TypeSchema } from '../model/parse.ts';
import { base } from '../theme/base.styles.ts';

/** What a view is drawn from: config and data as `parse` returned them, and how the reader writes numbers and dates. */
export interface ViewProps<Config = object, Data = object> {
  config: Config;
  /** `undefined` while it is on its way (skeleton), `null` when there is none yet (empty state). */
  data: Data | null | undefined;
  /** BCP 47 tag; the browser's own when absent. */
  locale?: string | undefined;
  /** IANA name; the reader's own zone when absent. */
  timeZone?: string | undefined;
}

/** ViewProps of a view that has data. */
export interface DrawnProps<Config = object, Data = object> extends ViewProps<Config, Data> {
  data: Data;
}

export type Cell = string | number | null;

/** What a widget module exports as `view`: all that a frame needs to draw its type, in the browser or on the server. */
export interface View {
  readonly spec: TypeSchema;
  template(props: ViewProps): TemplateResult;
  /** One sentence for assistive technology. */
  summary?(props: DrawnProps): string;
  /** The figures as rows, the first one being the head: for CSV and for a table that replaces the picture. */
  table?(props: DrawnProps): Cell[][];
}

/** Registers an element unless a second copy of the script was first. */
export function define(tag: string, element: CustomElementConstructor): void {
  if (!customElements.get(tag)) customElements.define(tag, element);
}

/**
 * Base of all views: draws `data` by `config`, and a skeleton or an empty state where there is none.
 * It fills its parent, which must have a definite height, and is the size container of its content.
 */
export abstract class WidgetElement<Config, Data> extends LitElement {
  static override properties = { config: {}, data: {}, locale: {}, timeZone: {} };
  static override styles = base;

  declare config: Config;
  declare data: Data | null | undefined;
  declare locale: string | undefined;
  declare timeZone: string | undefined;

  protected abstract renderData(data: Data, config: Config): unknown;

  protected override render(): unknown {
    const { data, config } = this;
    return data ? this.renderData(data, config) : this.renderEmpty(data === null);
  }

  /** What stands where there is no data: the skeleton while loading, the empty state once that is known. */
  protected renderEmpty(_known: boolean): unknown {
    return undefined;
  }
}
