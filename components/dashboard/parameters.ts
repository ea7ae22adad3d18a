import { html, isServer, nothing, type ReactiveElement, type TemplateResult } from 'lit';
import { BcEvent } from '../events.ts';
import '../frame/ago.ts';
import { type Asked, pageOf } from '../live/batch.ts';
import { localize, registerLocale } from '../locales/localize.ts';
import type { LiveDashboard, LiveParameter, LiveWidget, ParameterValue, QueryAnswer } from '../model/messages.ts';

registerLocale('en', { parameters: 'Parameters' });

/** Minimum seconds between two requests; maximum, because browsers run timers above 2^31 ms at once. */
const SHORTEST = 10;
const LONGEST = 1e6;
const PREFIX = 'param.';

/** A board whose widgets may be requested with other parameter values. */
export interface ParameterHost extends ReactiveElement {
  readonly host: Element & Asked & { readonly src?: string | null | undefined };
  readonly dashboard: LiveDashboard;
  /** States that replace those of the stream. */
  overlay: ReadonlyMap<string, LiveWidget>;
}

/**
 * The parameters of a dashboard: form fields in its header, whose initial values are `param.NAME` attributes. With values
 * other than the defaults, widgets are requested for this reader alone, again after each of their refresh intervals.
 */
export class Parameters {
  readonly #board: ParameterHost;
  readonly #chosen = new Map<string, ParameterValue>();
  #asking: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #hasFailed = false;

  constructor(board: ParameterHost) {
    this.#board = board;
  }

  /** Applies attributes that have changed (their names ignore case); one that is removed restores the default. */
  apply(): void {
    let isNew = false;
    for (const parameter of this.#all) {
      const { name, value } = parameter;
      const text = this.#board.host.getAttribute(PREFIX + name);
      if (text === (this.#applied.get(name) ?? null)) continue;
      this.#applied.set(name, text);
      isNew = this.#set(parameter, text === null ? value : typed(text, parameter)) || isNew;
    }
    if (isNew) this.ask();
  }
  /** Attributes as last applied: unchanged ones do not undo what the reader has chosen since. */
  readonly #applied = new Map<string, string | null>();

  end(): void {
    clearTimeout(this.#timer);
    this.#asking?.abort();
  }

  get #all(): readonly LiveParameter[] {
    return this.#board.dashboard?.parameters ?? [];
  }

  /** The fields, if there are any; disabled in server-rendered pages, where they only show the values. */
  form(locale: string | undefined): TemplateResult | undefined {
    if (!this.#all.length) return undefined;
    const word = localize('parameters', locale);
    return html`<form part="parameters" role="search" aria-label=${word} @submit=${(event: Event) => event.preventDefault()}>
      ${this.#all.map((parameter) => html`<label><bdi>${parameter.label.trim() || parameter.name}</bdi> ${this.#field(parameter)}</label>`)}
      <p role="alert">${this.#hasFailed ? localize('stale', locale) : ''}</p>
    </form>`;
  }

  #field(parameter: LiveParameter): TemplateResult {
    const { options, value } = parameter;
    const current = this.#valueOf(parameter);
    const choose = (event: Event) => {
      const field = event.target as HTMLInputElement;
      this.#choose(parameter, field.type === 'checkbox' ? field.checked : typed(field.value, parameter));
    };
    if (options)
      return html`<select ?disabled=${isServer} @change=${choose}>${(
        options.includes(current) ? options : [current, ...options]
      ).map(
        (each) =>
          html`<option value=${`${each}`} ?selected=${each === current} .selected=${each === current}>${`${each ?? '–'}`}</option>`,
      )}</select>`;
    if (typeof value === 'boolean')
      return html`<input type="checkbox" ?checked=${current === true} .checked=${current === true} ?disabled=${isServer} @change=${choose}>`;
    const type = typeof value === 'number' ? 'number' : /^\d{4}-\d\d-\d\d$/.test(`${value}`) ? 'date' : 'text';
    return html`<input type=${type} dir=${type === 'text' ? 'auto' : nothing} step="any" .value=${`${current ?? ''}`} ?disabled=${isServer} @change=${choose}>`;
  }

  #choose(parameter: LiveParameter, value: ParameterValue): void {
    if (!this.#set(parameter, value)) return;
    this.#board.requestUpdate();
    this.ask();
    this.#board.dispatchEvent(new BcEvent('bc-select', { name: PREFIX + parameter.name, value }));
  }

  /** @returns whether the value has changed */
  #set(parameter: LiveParameter, value: ParameterValue): boolean {
    const { name, value: own } = parameter;
    if (this.#valueOf(parameter) === value) return false;
    if (value === own) this.#chosen.delete(name);
    else this.#chosen.set(name, value);
    return true;
  }

  #valueOf({ name, value }: LiveParameter): ParameterValue {
    const chosen = this.#chosen.get(name);
    return chosen === undefined ? value : chosen;
  }

  /** Requests the widgets with the chosen values, now and then regularly. */
  async ask(): Promise<void> {
    this.end();
    const { host } = this.#board;
    if (!this.#chosen.size) return this.#show([]);
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    const dashboard = host.token ? { token: host.token } : { key: host.key };
    const body = { dashboard, params: Object.fromEntries(this.#chosen), proof: host.proof ? [host.proof] : [] };
    try {
      const address = `${pageOf(host.src).server}live/query`;
      const response = await fetch(address, { method: 'POST', body: JSON.stringify(body), signal });
      if (!response.ok) throw new Error(`${response.status}`);
      this.#show(((await response.json()) as QueryAnswer).widgets);
    } catch {
      if (signal.aborted) return;
      this.#hasFailed = true;
      this.#board.requestUpdate();
    }
    const seconds = Math.min(...[...this.#board.overlay.values()].map((each) => each.refresh_interval));
    const repeat = () => (document.hidden ? this.#later(repeat, SHORTEST) : this.ask());
    this.#later(repeat, Number.isFinite(seconds) ? Math.min(Math.max(seconds, SHORTEST), LONGEST) : SHORTEST);
  }

  #later(run: () => void, seconds: number): void {
    this.#timer = setTimeout(run, seconds * 1000);
  }

  #show(widgets: readonly LiveWidget[]): void {
    this.#hasFailed = false;
    this.#board.overlay = new Map(widgets.map((widget) => [widget.key, widget]));
    this.#board.requestUpdate();
  }
}

/** Converts text to the type of the parameter's default; to the default itself if it is none of the options. */
function typed(text: string, { value, options = [] }: LiveParameter): ParameterValue {
  const option = options.find((each) => `${each}` === text);
  if (options.length) return option === undefined ? value : option;
  if (typeof value === 'number' && text.trim() && Number.isFinite(Number(text))) return Number(text);
  if (typeof value === 'boolean') return text === '' || text === 'true' || text === '1';
  return text;
}
