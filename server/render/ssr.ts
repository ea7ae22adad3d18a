import { LitElementRenderer, render } from '@lit-labs/ssr';
import { collectResultSync } from '@lit-labs/ssr/lib/render-result.js';
import { html, nothing, type TemplateResult } from 'lit';
import { loadAll } from '../../components/catalog.ts';
import type { LiveDashboard, LiveRefusal, LiveWidget } from '../../components/model/messages.ts';
import { cachedRenderer, withoutMarkers } from './cached-renderer.ts';
import '../../components/index.ts';

/** How the reader wants it; what is absent is the widget's own choice. */
export interface RenderOptions {
  /** BCP 47 tag that was asked for: it overrides the widget's own. */
  locale?: string | undefined;
  /** BCP 47 tag of the document, for widgets that set none. */
  lang?: string | undefined;
  theme?: string | undefined;
  /** Attributes for the element, so that its script knows where the data comes from: `key`, `token`, `proof`. */
  attributes?: Readonly<Record<string, string>> | undefined;
}

/** Draws elements on the server: HTML with declarative shadow roots, values readable with script off. */
export interface Renderer {
  /** One `<bc-widget>`. Takes the place its surroundings give it. */
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
  /** How many drawings of widgets are remembered; one has some 10 KB. */
  cacheSize?: number | undefined;
  /** Told when a view throws. */
  onError?: ((error: unknown) => void) | undefined;
}

/** Loads every view, and gives what draws them. */
export async function createRenderer({
  now = Date.now,
  cacheSize = 2000,
  onError = () => {},
}: RendererOptions = {}): Promise<Renderer> {
  await loadAll();
  const elementRenderers = [cachedRenderer(now, cacheSize, onError), LitElementRenderer];

  const draw = (element: TemplateResult, tag: string, attributes: RenderOptions['attributes'] = {}): string => {
    const markup = withoutMarkers(collectResultSync(render(element, { elementRenderers })));
    const extra = Object.entries(attributes).map(([name, value]) => ` ${name}="${escapeAttribute(value)}"`);
    return markup.replace(`<${tag}`, () => `<${tag}${extra.join('')}`);
  };

  return {
    widgetHtml(state, { locale, lang, theme, attributes } = {}) {
      const own = locale ?? localeOf(state, lang);
      const element = html`<bc-widget .state=${state} .locale=${own} theme=${theme ?? nothing}></bc-widget>`;
      return draw(element, 'bc-widget', locale ? { ...attributes, locale } : attributes);
    },
    dashboardHtml(dashboard, widgets, { locale, lang, theme, attributes } = {}) {
      const own = locale ?? lang;
      const element = html`<bc-dashboard .state=${dashboard} .widgets=${widgets} .locale=${own} theme=${theme ?? nothing}></bc-dashboard>`;
      return draw(element, 'bc-dashboard', locale ? { ...attributes, locale } : attributes);
    },
  };
}

/** The widget's own locale comes from its config; only without one the document's is handed in. */
const localeOf = (state: LiveWidget | LiveRefusal, lang: string | undefined): string | undefined =>
  'config' in state && typeof state.config.locale === 'string' ? undefined : lang;

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeAttribute = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
