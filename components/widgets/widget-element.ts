import { type CSSResultGroup, html, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { Parsed } from '../model/parse.ts';
import { base } from '../theme/base.styles.ts';
import { SizedElement } from '../theme/sized-element.ts';

/** What a view is drawn from: config and data as `read` returned them, and how the reader writes numbers and dates. */
export interface ViewProps<Config = object, Data = object> {
  config: Config;
  /** `undefined` while it is loading (skeleton), `null` when there is none yet (empty state). */
  data: Data | null | undefined;
  /** BCP 47 tag; the browser's own when absent. */
  locale?: string | undefined;
  /** IANA name; the reader's own zone when absent. */
  timeZone?: string | undefined;
  /** Level of the outermost heading inside of the view: one below the title's. */
  level?: number | undefined;
}

/** ViewProps of a view that has data. */
export interface DrawnProps<Config = object, Data = object> extends ViewProps<Config, Data> {
  data: Data;
}

export type Cell = string | number | null;

/** What a widget module exports as `view`: all that a frame needs to draw its type, in the browser or on the server. */
export interface View {
  /** Reads config and data as they came; never throws. */
  read(config: unknown, data: unknown): Parsed;
  template(props: ViewProps): TemplateResult;
  /**
   * Loads what a type that pages show first does without at first: the rules by which fields are wrong, and words of
   * its own. Read and draw again after that.
   */
  rules?(): Promise<unknown>;
  /** Loads what the first paint does not need. The server, which paints only once, waits for it first. */
  words(): Promise<ViewWords>;
}

/** A view in words. */
export interface ViewWords {
  /** One sentence for assistive technology. */
  summary(props: DrawnProps): string;
  /** The figures as rows, the first one being the head: for CSV and for a table in place of a picture. */
  table(props: DrawnProps): Cell[][];
}

/** Registers an element unless a second copy of the script was first. */
export function define(tag: string, element: CustomElementConstructor): void {
  if (!customElements.get(tag)) customElements.define(tag, element);
}

/**
 * Base of all views: draws `data` by `config`, and a skeleton or an empty state where there is none.
 * It fills its parent, which must have a definite height, and is the size container of its content.
 */
export abstract class WidgetElement<Config, Data> extends SizedElement {
  static override properties: PropertyDeclarations = { config: {}, data: {}, locale: {} };
  static override styles: CSSResultGroup = base;

  declare config: Config;
  declare data: Data | null | undefined;
  declare locale: string | undefined;

  /** Draws the data; returns nothing while a module that it draws with is loading. */
  protected abstract renderData(data: Data, config: Config): unknown;

  /** What the server drew stays as it is: it never gets a config, because its frame draws a new one in its place. */
  protected override shouldUpdate(): boolean {
    return !!this.config;
  }

  protected override render(): unknown {
    const { data } = this;
    return data === null
      ? this.renderEmpty()
      : ((data && this.renderData(data, this.config)) ?? html`<div class="skeleton"></div>`);
  }

  /** What is shown once it is known that there is no data yet. */
  protected renderEmpty(): unknown {
    return html`<p class="empty">–</p>`;
  }
}
