import { html, isServer, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { BcDashboard } from '../bc-dashboard.ts';
import { load, module } from '../catalog.ts';
import { BcEvent } from '../events.ts';
import { goOn } from '../frame/continued.ts';
import { dressForPaper } from '../frame/dress.ts';
import { isNear, MANY } from '../frame/near.ts';
import { pageOf } from '../live/batch.ts';
import { localize, registerLocale } from '../locales/localize.ts';
import type { LiveDashboard, LiveRefusal, LiveState, LiveWidget } from '../model/messages.ts';
import { SizedElement } from '../theme/sized-element.ts';
import { whenIdle } from '../widgets/schedule.ts';
import { define, type View } from '../widgets/widget-element.ts';
import { type Age, timeOf, versionOf } from './age.ts';
import { BoardAttributes } from './attributes.ts';
import { backgrounds } from './backgrounds.styles.ts';
import { board } from './board.styles.ts';
import { columns } from './columns.styles.ts';
import { Parameters } from './parameters.ts';
import { type Placed, placesOf, rowsOf, styles, styleText } from './places.ts';
import { reveal, tabs } from './tabs.ts';
import { wall } from './wall.styles.ts';
import '../frame/relaid.ts';

registerLocale('en', { bare: 'No widgets yet' });

/** How many are built at a time when the page is idle. */
const NEXT = 6;
/** How many cells are drawn at a time: a thousand at once would block the page. */
const SLICE = 60;

/** @summary The content of a `bc-dashboard`. Widgets near the viewport are built first; on a large page, only these. */
export class Board extends SizedElement {
  static override properties = {
    dashboard: { attribute: false },
    widgets: { attribute: false },
    host: { attribute: false },
    page: { attribute: false },
  };
  static override styles = [backgrounds, board, columns, wall];

  declare dashboard: LiveDashboard;
  declare widgets: readonly LiveState[];
  /** The element around it; widgets inherit its theme, locale, controls and heading level. */
  declare host: BcDashboard;
  /** Number of the page that was chosen last, by the reader or by the `page` attribute. */
  declare page: number | undefined;
  /** The `page` attribute when it was last read. */
  #asked: string | null | undefined;
  readonly #states = new Map<string, LiveState>();
  /** States that replace those of the stream: answers for the reader's own parameter values. */
  overlay: ReadonlyMap<string, LiveWidget> = new Map();
  readonly #built = new Set<string>();
  /** How many cells of the current page are drawn so far. */
  #drawn = SLICE;
  #observer: IntersectionObserver | undefined;
  /** Cells that are positioned already. */
  #seen = new WeakSet<Element>();
  readonly #attributes: BoardAttributes | undefined = isServer ? undefined : new BoardAttributes(this);

  override connectedCallback(): void {
    super.connectedCallback();
    // Catches up with what arrived while this module was loading.
    if (this.host) pageOf(this.host.src).sync();
    addEventListener('beforeprint', this.#buildAll);
    const near: IntersectionObserverCallback = (entries) =>
      this.#build(entries.filter(({ isIntersecting }) => isIntersecting).map(({ target }) => target));
    this.#observer ??= globalThis.IntersectionObserver && new IntersectionObserver(near, { rootMargin: '50%' });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('beforeprint', this.#buildAll);
    this.#observer?.disconnect();
    this.#observer = undefined;
    this.#seen = new WeakSet();
  }

  /** Applies a newer state of a widget. */
  change(state: LiveWidget | LiveRefusal): void {
    const { key } = state;
    if (!key || !this.dashboard.layout.some((place) => place.key === key)) return;
    this.#states.set(key, state);
    const widget = this.renderRoot.querySelector<BcDashboard>(`bc-widget[data-key="${CSS.escape(key)}"]`);
    if (widget && !this.overlay.has(key)) widget.state = state;
    const age = this.renderRoot.querySelector<Age>('bc-age');
    if (age && timeOf(state) > (age.time ?? '')) age.time = timeOf(state);
  }

  /** A server-rendered board stays as it is until its frame replaces it. */
  protected override shouldUpdate(): boolean {
    return !!this.dashboard;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.#attributes?.apply();
    const asked = this.host.getAttribute?.('page');
    if (asked && asked !== this.#asked) this.#turnTo(Number(asked));
    this.#asked = asked;
    if (!changed.has('widgets')) return;
    for (const state of this.widgets) {
      const { key } = state;
      if (key && (state.error || versionOf(state) >= versionOf(this.#states.get(key)))) this.#states.set(key, state);
    }
  }

  /** Shows the next page, and after the last one the first. */
  next(): void {
    const { pages } = this.dashboard;
    const index = pages.findIndex(({ number }) => number === this.#current);
    const page = pages[(index + 1) % pages.length];
    if (page && pages.length > 1) this.#turnTo(page.number);
  }

  /** Number of the page to show: the chosen one, or the first. */
  get #current(): number | undefined {
    const { pages } = this.dashboard;
    return (pages.find(({ number }) => number === this.page) ?? pages[0])?.number;
  }

  protected override updated(changed: PropertyValues<this>): void {
    this.host.board = this;
    const isNew = changed.has('dashboard') || changed.has('page');
    const cells = [...this.renderRoot.querySelectorAll<HTMLElement>('.cell')];
    // Set from script, because a strict content policy forbids style attributes.
    for (const { dataset, style } of this.renderRoot.querySelectorAll<HTMLElement>('.grid'))
      style.setProperty('--rows', dataset.rows as string);
    const fresh = cells.filter((cell) => isNew || !this.#seen.has(cell));
    const unplaced = new Map(fresh.map(({ dataset, style }) => [dataset.key, style]));
    for (const place of unplaced.size ? placesOf(this.dashboard.layout, this.#current) : [])
      for (const [name, value] of styles(place)) unplaced.get(place.key)?.setProperty(name, value);
    for (const cell of fresh) {
      this.#seen.add(cell);
      if (!cell.firstElementChild) this.#observer?.observe(cell);
    }
    const empty = () => cells.filter((cell) => !cell.firstElementChild);
    // In a task of its own, because measuring forces a layout; the observer waits for a frame, in hidden pages forever.
    if (isNew) setTimeout(() => this.#build(empty().filter(isNear).slice(0, MANY)));
    if (isNew) setTimeout(() => reveal(this.renderRoot));
    // On a page of usual size the rest as well, for search in the page and for screenshots.
    if (cells.length <= MANY) whenIdle(() => this.#build(empty().slice(0, NEXT)));
    if (this.#drawn > this.dashboard.layout.length) return;
    this.#drawn += SLICE;
    setTimeout(() => this.requestUpdate());
  }

  protected override render(): TemplateResult {
    const { name, background, pages, layout } = this.dashboard;
    const { props, headingLevel, theme } = this.host;
    const { locale } = props;
    const current = this.#current;
    const times = layout.map(({ key }) => timeOf(this.#states.get(key)));
    // Tabs do not work without script, so the server shows all pages, one below the other.
    const shown = isServer ? pages : pages.filter(({ number }) => number === current);
    const choose = (page: number, isByKey: boolean) => this.#choose(page, isByKey);
    const ground = theme === 'high-contrast' ? nothing : background.toLowerCase().replace(/[\s_]+/g, '-');
    return html`<div part="board" class="board" lang=${locale ?? nothing} data-background=${ground}>
      <header part="header">
        <div part="name" role="heading" aria-level=${headingLevel ?? 2}>${name}</div>
        <bc-age part="age" .time=${times.sort().at(-1)} .locale=${locale}></bc-age>
        ${this.#attributes?.show?.button(locale)}
      </header>
      ${(isServer ? new Parameters(this) : this.#attributes?.parameters)?.form(locale)}
      ${pages.length > 1 ? tabs({ pages, current, locale, choose }) : nothing}
      ${layout.length ? shown.map(({ number }) => this.#renderPage(number)) : html`<p part="empty">${localize('bare', locale)}</p>`}
    </div>`;
  }

  #renderPage(page: number): TemplateResult {
    const isTabbed = this.dashboard.pages.length > 1;
    const all = placesOf(this.dashboard.layout, page);
    const places = isServer ? all : all.slice(0, this.#drawn);
    return html`<div
      part="page"
      class="grid"
      id="page-${page}"
      role=${isTabbed ? 'tabpanel' : nothing}
      aria-labelledby=${isTabbed ? `tab-${page}` : nothing}
      data-rows=${rowsOf(all)}
      ?data-large=${all.length > MANY}
    >${repeat(
      places,
      ({ key }) => key,
      (place) => this.#renderCell(place),
    )}</div>`;
  }

  #renderCell(place: Placed): TemplateResult {
    const { key } = place;
    const isBuilt = isServer || this.#built.has(key);
    const { theme, locale, controls, headingLevel } = this.host;
    return html`<div class="cell" data-key=${key} style=${isServer ? styleText(place) : nothing}>${
      isBuilt
        ? html`<bc-widget
            data-key=${key}
            .state=${this.overlay.get(key) ?? this.#states.get(key)}
            theme=${theme ?? nothing}
            .locale=${locale}
            .controls=${controls}
            .headingLevel=${Number(headingLevel ?? 2) + 1}
          ></bc-widget>`
        : nothing
    }</div>`;
  }

  #build(cells: Element[]): void {
    const { size } = this.#built;
    for (const cell of cells) this.#built.add((cell as HTMLElement).dataset.key as string);
    if (this.#built.size > size) this.requestUpdate();
  }

  readonly #buildAll = async (): Promise<void> => {
    goOn(this.host);
    this.#drawn = this.dashboard.layout.length;
    for (const { key } of this.dashboard.layout) this.#built.add(key);
    this.requestUpdate();
    await this.updateComplete;
    for (const widget of this.renderRoot.querySelectorAll<BcDashboard>('bc-widget')) dressForPaper(widget);
  };

  #choose(page: number, isByKey: boolean): void {
    this.#turnTo(page);
    this.#attributes?.show?.chosen();
    this.dispatchEvent(new BcEvent('bc-select', { name: 'page', value: page }));
    if (isByKey) this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(`#tab-${page}`)?.focus());
  }

  #turnTo(page: number): void {
    this.#drawn = SLICE;
    this.page = page;
  }
}

define('bc-board', Board);

/** A dashboard with the states of its widgets. */
type Data = LiveDashboard & { widgets: readonly LiveState[]; host: BcDashboard };

/** The view of a dashboard. Server-rendered content stays until all widget types that replace it are loaded. */
export const view = {
  read: (config: object, data: Data) => {
    const types = new Set(data.widgets.flatMap((state) => ('type' in state && !module(state.type) ? state.type : [])));
    if (!types.size || !data.host.isGiven) return { config, data, issues: [] };
    Promise.all([...types].map(load)).then(() => data.host.requestUpdate());
    return { config, data: undefined, issues: [] };
  },
  template: ({ data }: { data: Data }): TemplateResult =>
    html`<bc-board exportparts="board,header,name,age,rotation,parameters,tabs,tab,page,empty" .host=${data.host} .dashboard=${data} .widgets=${data.widgets}></bc-board>`,
} as unknown as View;
