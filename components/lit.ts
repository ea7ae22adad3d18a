/**
 * What our elements use of Lit's base classes, in half their bytes: no decorators, reflected attributes, converters or
 * fallbacks for old browsers. The browser build and the browser tests resolve `lit` to this file; templates stay
 * lit-html's. The server and the npm package have Lit itself, whose types all sources are checked against: every member
 * here means what it means there.
 */
import { render } from 'lit/html.js';

export { html, nothing, render, svg } from 'lit/html.js';
export const isServer = false;

interface Controller {
  hostConnected?(): void;
  hostDisconnected?(): void;
  hostUpdated?(): void;
}

interface Property {
  type?: unknown;
  attribute?: string | false;
}

type Styles = CSSResult | readonly Styles[];
/** Names of changed properties. Lit has a map with their old values. */
type Changed = Set<string>;

/** A style sheet, created once and shared by all elements that adopt it. */
class CSSResult {
  readonly cssText: string;
  #sheet: CSSStyleSheet | undefined;

  constructor(cssText: string) {
    this.cssText = cssText;
  }

  get styleSheet(): CSSStyleSheet {
    if (!this.#sheet) {
      this.#sheet = new CSSStyleSheet();
      this.#sheet.replaceSync(this.cssText);
    }
    return this.#sheet;
  }

  toString(): string {
    return this.cssText;
  }
}

export const unsafeCSS = (text: unknown): CSSResult => new CSSResult(`${text}`);

export const css = (strings: TemplateStringsArray, ...values: unknown[]): CSSResult =>
  unsafeCSS(String.raw({ raw: strings }, ...values));

/** An element that renders once for all changes of a task. */
export abstract class LitElement extends HTMLElement {
  /** Unlike with Lit, they replace those of the parent class; subclasses spread these to add some. */
  static properties: Record<string, Property> = {};
  static styles: Styles = [];
  declare static elementStyles: CSSResult[];
  /** Property names by attribute name. */
  declare static propertyOf: Record<string, string>;

  /** Read once, when the element is defined. */
  static get observedAttributes(): string[] {
    // biome-ignore lint/complexity/noThisInStatic: the class that is being defined
    return finalize(this);
  }

  static finalizeStyles(styles: Styles): CSSResult[] {
    return ([styles] as unknown[]).flat(Number.POSITIVE_INFINITY) as CSSResult[];
  }

  /** Reactive properties. */
  [name: string]: unknown;
  declare renderRoot: ShadowRoot;
  readonly renderOptions: { host: LitElement } = { host: this };
  /** Settles after the next update. The first update waits until the element is in a document. */
  declare updateComplete: Promise<boolean>;
  readonly #controllers: Controller[] = [];
  #changed: Changed = new Set();
  #isPending = false;
  /** Properties that were set before the element was defined; they would hide its setters. */
  readonly #early: Record<string, unknown> = {};
  #start!: (isReady: boolean) => void;

  constructor() {
    super();
    for (const name in (this.constructor as typeof LitElement).properties)
      if (Object.hasOwn(this, name)) {
        this.#early[name] = this[name];
        delete this[name];
      }
    this.updateComplete = new Promise((resolve) => {
      this.#start = resolve;
    });
    this.requestUpdate();
  }

  /** Only for constructors: `hostConnected` is not called for an element that is in a document already. */
  addController(controller: Controller): void {
    this.#controllers.push(controller);
  }

  connectedCallback(): void {
    if (!this.renderRoot) {
      const { elementStyles } = this.constructor as typeof LitElement;
      this.renderRoot = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
      this.renderRoot.adoptedStyleSheets = elementStyles.map(({ styleSheet }) => styleSheet);
      Object.assign(this, this.#early);
      this.#start(true);
    }
    for (const each of this.#controllers) each.hostConnected?.();
  }

  disconnectedCallback(): void {
    for (const each of this.#controllers) each.hostDisconnected?.();
  }

  attributeChangedCallback(attribute: string, _old: string | null, value: string | null): void {
    const { properties, propertyOf } = this.constructor as typeof LitElement;
    const name = propertyOf[attribute] as string;
    this[name] = properties[name]?.type === Boolean ? value !== null : value;
  }

  requestUpdate(name?: string, old?: unknown): void {
    if (name !== undefined) {
      if (Object.is(this[name], old)) return;
      this.#changed.add(name);
    }
    if (!this.#isPending) this.updateComplete = this.#enqueue();
  }

  async #enqueue(): Promise<boolean> {
    this.#isPending = true;
    try {
      await this.updateComplete;
    } catch (error) {
      // An error of the last update does not stop this one; it is reported to the page.
      Promise.reject(error);
    }
    this.#perform();
    return !this.#isPending;
  }

  #perform(): void {
    const changed = this.#changed;
    try {
      if (!this.shouldUpdate(changed)) {
        this.#settle();
        return;
      }
      this.willUpdate(changed);
      this.update(changed);
    } catch (error) {
      this.#settle();
      throw error;
    }
    for (const each of this.#controllers) each.hostUpdated?.();
    this.updated(changed);
  }

  /** From here on, changes schedule the next update. */
  #settle(): void {
    this.#changed = new Set();
    this.#isPending = false;
  }

  protected update(_changed: Changed): void {
    const content = this.render();
    this.#settle();
    render(content, this.renderRoot, this.renderOptions);
  }

  protected shouldUpdate(_changed: Changed): boolean {
    return true;
  }
  protected willUpdate(_changed: Changed): void {}
  protected updated(_changed: Changed): void {}
  protected abstract render(): unknown;
}

/** Adds style sheets and property accessors to a class. @returns the names of its attributes */
function finalize(Class: typeof LitElement): string[] {
  Class.elementStyles = Class.finalizeStyles(Class.styles);
  Class.propertyOf = {};
  for (const [name, { attribute = name.toLowerCase() }] of Object.entries(Class.properties)) {
    if (attribute) Class.propertyOf[attribute] = name;
    const key = Symbol(name);
    // Unlike Object's, it leaves those alone that are there.
    Reflect.defineProperty(Class.prototype, name, {
      get() {
        return this[key];
      },
      set(value) {
        const old = this[key];
        this[key] = value;
        this.requestUpdate(name, old);
      },
    });
  }
  return Object.keys(Class.propertyOf);
}
