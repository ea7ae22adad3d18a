import { type CSSResultGroup, html, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { Parsed } from '../model/parse.ts';
import { base } from '../theme/base.styles.ts';
import { SizedElement } from '../theme/sized-element.ts';

/** What a view is drawn from: config and data as `read` returned them, and the reader's locale and time zone. */
export interface ViewProps<Config = object, Data = object> {
  config: Config;
  /** `undefined` while loading (skeleton), `null` if there is none yet (empty state). */
  data: Data | null | undefined;
  /** BCP 47 tag; the browser's when absent. */
  locale?: string | undefined;
  /** IANA time zone; the reader's when absent. */
  timeZone?: string | undefined;
  /** Level of the outermost heading in the view: one below the title's. */
  level?: number | undefined;
}

/** ViewProps of a view that has data. */
export interface DrawnProps<Config = object, Data = object> extends ViewProps<Config, Data> {
  data: Data;
}

export type Cell = string | number | null;

/** The export `view` of a widget module: all that a frame needs to draw the type, in the browser and on the server. */
export interface View {
  /** Validates raw config and data; never throws. */
  read(config: unknown, data: unknown): Parsed;
  template(props: ViewProps): TemplateResult;
  /**
   * Loads validation rules and words that a type leaves out of the first paint. After that, its widgets are read and
   * drawn again.
   */
  rules?(): Promise<unknown>;
  /** Loads the texts, which the first paint does not need. The server, which renders only once, waits for them. */
  words(): Promise<ViewWords>;
}

/** The texts of a view. */
export interface ViewWords {
  /** One sentence for assistive technology. */
  summary(props: DrawnProps): string;
  /** The data as rows, with the header first: for CSV, and for a table in place of a picture. */
  table(props: DrawnProps): Cell[][];
}

/** Registers an element, unless another copy of the script already has. */
export function define(tag: string, element: CustomElementConstructor): void {
  if (!customElements.get(tag)) customElements.define(tag, element);
}

/**
 * Base of all views: draws `data` by `config`, or a skeleton or an empty state without data.
 * It fills its parent, which must have a definite height, and is the size container of its content.
 */
export abstract class WidgetElement<Config, Data> extends SizedElement {
  static override properties: PropertyDeclarations = { config: {}, data: {}, locale: {} };
  static override styles: CSSResultGroup = base;

  declare config: Config;
  declare data: Data | null | undefined;
  declare locale: string | undefined;

  /** Draws the data; returns `undefined` while a module that it needs is loading. */
  protected abstract renderData(data: Data, config: Config): unknown;

  /** A server-rendered view never gets a config, and stays as it is until its frame replaces it. */
  protected override shouldUpdate(): boolean {
    return !!this.config;
  }

  protected override render(): unknown {
    const { data } = this;
    return data === null
      ? this.renderEmpty()
      : ((data && this.renderData(data, this.config)) ?? html`<div class="skeleton"></div>`);
  }

  /** What is shown if there is no data yet. */
  protected renderEmpty(): unknown {
    return html`<p class="empty">–</p>`;
  }
}
