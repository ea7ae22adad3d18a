import type { LiveDashboard, LiveRefusal, LiveWidget } from '../../components/model/messages.ts';

/** How the reader wants it; what is absent is the widget's own choice, then the reader's. */
export interface RenderOptions {
  /** BCP 47 tag. */
  locale?: string | undefined;
  theme?: string | undefined;
  /** Attributes for the element, so that its script knows where the data comes from: `key`, `token`, `proof`. */
  attributes?: Readonly<Record<string, string>> | undefined;
}

/** Draws elements on the server: HTML with declarative shadow roots, values readable with script off. */
export interface Renderer {
  /** One `<bc-widget>`. Takes the place its surroundings give it. */
  widgetHtml(state: LiveWidget | LiveRefusal, options?: RenderOptions): string;
  /** One `<bc-dashboard>` with the first page's widgets on its grid. */
  dashboardHtml(
    dashboard: LiveDashboard,
    widgets: readonly (LiveWidget | LiveRefusal)[],
    options?: RenderOptions,
  ): string;
}
