import {
  type CSSResultGroup,
  html,
  nothing,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from 'lit';
import { type Loaded, load, module, registerWidget } from './catalog.ts';
import { frame } from './frame/frame.styles.ts';
import { isFar } from './frame/near.ts';
import type { Asked } from './live/batch.ts';
import { LiveController } from './live/controller.ts';
import type { LiveState, LiveWidget } from './model/messages.ts';
import type { CommonConfig } from './model/widget.ts';
import { theme } from './theme/base.styles.ts';
import { SizedElement } from './theme/sized-element.ts';
import type { View, ViewProps } from './widgets/widget-element.ts';

export type Status = 'loading' | 'live' | 'stale' | 'error' | 'empty';

/** Why a widget cannot be drawn. `code` is `invalid` (then `path` names the field), `broken`, `source`, or one of `LiveErrorCode`. */
export interface Problem {
  code: string;
  path?: string;
  message: string;
}

/** Parses JSON. Other text stays as it is, so that the frame can name the wrong field. */
const parseJson = <Value>(value: Value): Value => {
  try {
    return typeof value === 'string' ? JSON.parse(value) : value;
  } catch {
    return value;
  }
};

/**
 * @summary One widget: loads its values and keeps them live, with title, states and accessibility around its view.
 *
 * @attr key - Key of a widget on a dashboard that is not private.
 * @attr token - Embed token of any widget.
 * @attr type - Widget type, for widgets without a server: with `data`, or with `src` as the address of JSON.
 * @attr data, config - JSON, see the type. With a key or token, fields of `config` override those of the widget.
 * @attr src - Address of the server; without key and token, that of a JSON document: `{data, config?}` or just the data.
 * @attr theme, locale - Override those of the widget.
 * @attr heading-level - Level of the title; 3 when absent.
 * @attr controls - Adds buttons for full screen, CSV and PNG.
 * @attr proof - Proof that the reader knows the password, as returned by `POST /public/TOKEN/unlock`.
 *
 * @csspart frame, title, subtitle, body, message, mark, controls, unlock
 * @cssproperty [--bc-height=11rem] - Height of the element.
 * @cssproperty --bc-surface, --bc-sunken, --bc-line, --bc-ink, --bc-muted - Colours of a card and its text.
 * @cssproperty --bc-accent, --bc-good, --bc-warn, --bc-bad - Colours with a meaning.
 * @cssproperty [--bc-font=system-ui] - Font family.
 * @cssproperty [--bc-radius=.75rem] - Corner radius of a card.
 * @cssproperty [--bc-space=1rem] - Padding of a card.
 * @fires bc-ready, bc-data, bc-stale, bc-error, bc-select
 */
export class BcWidget extends SizedElement {
  static override properties: PropertyDeclarations = {
    key: {},
    token: {},
    type: {},
    src: {},
    data: {},
    config: {},
    theme: {},
    locale: {},
    proof: {},
    controls: { type: Boolean },
    headingLevel: { attribute: 'heading-level' },
    state: { attribute: false },
    isFar: { attribute: false },
  };
  static override styles: CSSResultGroup = [theme, frame];
  /** Adds a widget type, for scripts that cannot import: `customElements.whenDefined('bc-widget')` gives this class. */
  static register = registerWidget;

  declare key: string | undefined;
  declare token: string | undefined;
  declare type: string | undefined;
  declare src: string | undefined;
  declare data: object | string | null | undefined;
  declare config: object | string | undefined;
  declare theme: string | undefined;
  declare locale: string | undefined;
  declare proof: string | undefined;
  declare controls: boolean | undefined;
  declare headingLevel: number | string | undefined;
  /** What to show, if it is already known: set by the server, or by a dashboard for its widgets. */
  declare state: LiveState | undefined;

  /**
   * Whether it waits until others are drawn, because it is one of a great many and far from the screen.
   * @internal
   */
  declare isFar: boolean | undefined;

  readonly kind: Asked['kind'] = 'widgets';
  readonly live: LiveController = new LiveController(this);
  status: Status = 'loading';
  declare problem: Problem | undefined;
  declare view: View | undefined;
  /** What the view is drawn from, as the type's schema read it. */
  declare props: ViewProps;
  /** What the frame shows beside its view. */
  declare extras: unknown;
  #theme: string | undefined;
  /** Whether the server's rendering is still in place, to be replaced by the first update. */
  isGiven: unknown = this.shadowRoot;

  /** What is shown: set, received, or written in the page; `undefined` while it is loading. */
  get shown(): LiveState | undefined {
    const { type, data, src, live } = this;
    const state = this.state ?? live.state;
    if (state || !(type || data) || src || live.isAsked) return state;
    return { type, data: data ?? null, version: 0 } as unknown as LiveWidget;
  }

  protected override willUpdate(): void {
    // An attribute is text, and frameworks set the property of the same name to that text.
    this.data = parseJson(this.data);
    this.config = parseJson(this.config);
    const { shown } = this;
    this.problem = shown?.error ?? undefined;
    this.props = {
      config: { ...(shown as LiveWidget)?.config, ...(this.config as object) },
      locale: this.locale ?? this.closest?.<HTMLElement>('[lang]')?.lang,
    } as ViewProps;
    if (!this.problem) this.#prepare(shown as LiveWidget | undefined);
    // The styles select by the attribute.
    if ((this.theme ?? null) !== this.getAttribute('theme')) this.setAttribute('theme', this.theme ?? '');
    const { data } = this.props;
    this.status = this.problem ? 'error' : data === null ? 'empty' : data ? 'live' : 'loading';
    this.extras = module('#states')?.look?.(this);
  }

  /** Finds the view for a state, and reads config and data by its schema. */
  #prepare(state: LiveWidget | undefined): void {
    const type = state?.type ?? this.type;
    const found = type || state ? this.need(type as string) : undefined;
    this.view = found?.view;
    if (found?.message) this.problem = { code: 'broken', message: found.message };
    if (!this.view || !state) return;
    const { issues, ...props } = this.view.read(this.props.config, state.data);
    const { theme, locale, time_zone: timeZone, title = state.title } = props.config as CommonConfig;
    const level = Number(this.headingLevel ?? 3) + (title ? 1 : 0);
    // A theme that the page has set itself wins.
    if (!this.theme || this.theme === this.#theme) this.theme = this.#theme = theme;
    this.props = { ...props, level, timeZone, locale: this.locale ?? locale ?? this.props.locale };
    if (issues[0]) this.problem = { code: 'invalid', ...issues[0] };
  }

  /** A module, or the error that explains why there is none. One that is missing is loaded; `then` is called after that. */
  need<Name extends string>(name: Name, then = () => this.requestUpdate()): Loaded<Name> | undefined {
    const found = module(name);
    if (!found) load(name)?.then(then);
    return found;
  }

  protected override shouldUpdate(): boolean {
    // Those asleep ask for their data together with the others, too.
    this.live.hostConnected();
    if (!this.isGiven) return !(this.isFar ?? isFar(this));
    this.willUpdate();
    return this.status !== 'loading';
  }

  protected override update(changed: PropertyValues): void {
    if (this.isGiven) this.clear();
    this.isGiven = this.isFar = false;
    try {
      super.update(changed);
    } catch {
      // Another script may have removed the nodes that Lit draws into.
      this.clear();
      try {
        super.update(changed);
      } catch (error) {
        this.problem = { code: 'broken', message: `${error}` };
        this.status = 'error';
        super.update(changed);
      }
    }
  }

  /** Removes everything drawn, so that the next update starts from nothing. Lit keeps its root part under this name. */
  clear(): void {
    this.renderRoot.replaceChildren();
    (this.renderRoot as { _$litPart$?: unknown })._$litPart$ = undefined;
    this.renderOptions.renderBefore = null;
  }

  protected override updated(): void {
    if (this.status !== 'loading') this.need('#states', () => this.updated())?.tell?.(this);
  }

  /** A message waits for its styles unless they cannot be loaded: it would jump when they arrive. */
  protected override render(): TemplateResult {
    const { problem, view, props, shown } = this;
    const { title = (shown as LiveWidget | undefined)?.title, subtitle } = props.config as CommonConfig;
    return html`<section part="frame" role="group" aria-label=${title} data-status=${this.status} lang=${props.locale ?? nothing}>
      ${title && html`<div part="title" dir="auto" role="heading" aria-level=${this.headingLevel ?? 3} title=${title}>${title}</div>`}
      ${subtitle && html`<div part="subtitle" dir="auto" title=${subtitle}>${subtitle}</div>`}
      <div part="body">${
        problem
          ? module('#mark') && html`<div part="message">${problem.path} ${problem.message}</div>`
          : view?.template(props)
      }</div>
      ${this.extras}
    </section>`;
  }
}
