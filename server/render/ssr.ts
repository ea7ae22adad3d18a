import { html, nothing, type TemplateResult } from 'lit';
import { loadAll } from '../../components/catalog.ts';
import { learnAll } from '../../components/locales/languages.ts';
import type { LiveDashboard, LiveRefusal, LiveWidget } from '../../components/model/messages.ts';
import { escapeHtml } from '../domain/sharing/snippets.ts';
import { createDrawings } from './drawings.ts';
import { renderShell, type Shell, withoutStates } from './shell.ts';
import { createTextCache } from './text-cache.ts';
import '../../components/index.ts';

/** The reader's options; where absent, the widget's own apply. */
export interface RenderOptions {
  /** Requested BCP 47 tag; it overrides the widget's own. */
  locale?: string | undefined;
  /** BCP 47 tag of the document, for widgets that set none. */
  lang?: string | undefined;
  theme?: string | undefined;
  /** Level of the outermost heading; the element's own when absent. */
  headingLevel?: number | undefined;
  /** Attributes by which the element's script finds its data: `key`, `token`, `proof`. */
  attributes?: Readonly<Record<string, string>> | undefined;
}

/** Draws elements on the server: HTML with declarative shadow roots, values readable with script off. */
export interface Renderer {
  /** One `<bc-widget>`; it fills its container. */
  widgetHtml(state: LiveWidget | LiveRefusal, options?: RenderOptions): string;
  /** One `<bc-dashboard>` with its widgets on the grid. */
  dashboardHtml(
    dashboard: LiveDashboard,
    widgets: readonly (LiveWidget | LiveRefusal)[],
    options?: RenderOptions,
  ): string;
}

export interface RendererOptions {
  /** Milliseconds since 1970. */
  now?: (() => number) | undefined;
  /** Most characters of drawings cached; a common widget has some 10,000. */
  cacheSize?: number | undefined;
  /** Called when a view throws. */
  onError?: ((error: unknown) => void) | undefined;
}

/** Loads every view and returns the renderer. */
export async function createRenderer({
  now = Date.now,
  cacheSize = DRAWINGS,
  onError = () => {},
}: RendererOptions = {}): Promise<Renderer> {
  await Promise.all([loadAll(), learnAll()]);
  const drawings = createDrawings({ now, size: cacheSize, onError });
  const shells = createTextCache<Shell>(SHELLS, now, sizeOf);

  /** Fills the holes of a shell with the current drawings of its widgets. */
  function fill({ texts, slots, holes, info }: Shell, states: States, { locale }: RenderOptions): string {
    const drawn = holes.map(({ given, attributes, key = given.state?.key }) => {
      const state = states.get(key ?? '') ?? given.state;
      const own = state && 'config' in state && typeof state.config.locale === 'string';
      return drawings({ ...given, state, ...(own && !locale && { locale: undefined }) }, attributes, info);
    });
    return slots.reduce(
      (markup, { part, hole }, index) => markup + (drawn[hole]?.[part] ?? '') + (texts[index + 1] ?? ''),
      texts[0] ?? '',
    );
  }

  return {
    widgetHtml(state, options = {}) {
      const { locale = options.lang, theme, headingLevel } = options;
      const element = html`<bc-widget .state=${state} .locale=${locale} theme=${theme ?? nothing} heading-level=${headingLevel ?? nothing}></bc-widget>`;
      return tagged(fill(renderShell(element), new Map(), options), 'bc-widget', options);
    },
    dashboardHtml(dashboard, widgets, options = {}) {
      const { locale = options.lang } = options;
      const states: States = new Map(widgets.map((state) => [state.key ?? '', state]));
      const latest = widgets.reduce((last, state) => Math.max(last, timeOf(state)), 0);
      const id = JSON.stringify([dashboard, latest, locale, options.theme, options.headingLevel, [...states.keys()]]);
      const element = board(dashboard, widgets, { ...options, locale });
      const shell = shells.get(id) ?? shells.set(id, withoutStates(renderShell(element)), SHELL_MS);
      return tagged(fill(shell, states, options), 'bc-dashboard', options);
    },
  };
}

type State = LiveWidget | LiveRefusal;
type States = Map<string, State>;

/** Characters of drawings that are remembered, and of dashboards without their widgets. */
const DRAWINGS = 20_000_000;
const SHELLS = 4_000_000;
/** Milliseconds dashboards are cached: the age in their header counts in seconds. */
const SHELL_MS = 1000;

const sizeOf = ({ texts }: Shell): number => texts.reduce((sum, text) => sum + text.length, 0);

const board = (
  dashboard: LiveDashboard,
  widgets: readonly State[],
  { locale, theme, headingLevel }: RenderOptions,
): TemplateResult =>
  html`<bc-dashboard .state=${dashboard} .widgets=${widgets} .locale=${locale} theme=${theme ?? nothing} heading-level=${headingLevel ?? nothing}></bc-dashboard>`;

/** Whole seconds since 1970 of a state's data. */
const timeOf = (state: State): number =>
  'data_updated_at' in state && state.data_updated_at ? Math.floor(Date.parse(state.data_updated_at) / 1000) : 0;

/** Adds the attributes its script needs to the first tag. */
function tagged(markup: string, tag: string, { locale, attributes }: RenderOptions): string {
  const extra = Object.entries({ ...attributes, ...(locale && { locale }) });
  const text = extra.map(([name, value]) => ` ${name}="${escapeHtml(value)}"`).join('');
  return markup.replace(`<${tag}`, () => `<${tag}${text}`);
}
