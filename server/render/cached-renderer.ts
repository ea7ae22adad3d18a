import { LitElementRenderer } from '@lit-labs/ssr';
import { collectResultSync } from '@lit-labs/ssr/lib/render-result.js';
import type { RenderInfo } from '@lit-labs/ssr/lib/render-value.js';
import type { LiveRefusal, LiveWidget } from '../../components/model/messages.ts';

/** What decides how a widget looks, besides the time. */
interface Widget extends HTMLElement {
  state?: LiveWidget | LiveRefusal | undefined;
  locale?: string | undefined;
  theme?: string | undefined;
}

/** How long a drawing is good for: figures grow old, and a countdown runs. */
const LIFETIME_MS = 10_000;
const COUNTDOWN_MS = 1000;

/** Markers by which lit would take over the markup; frames replace it instead. User text cannot look like one. */
const MARKERS = /<!--\/?lit-(?:part|node)[^>]*-->/g;

export const withoutMarkers = (markup: string): string => markup.replace(MARKERS, '');

/**
 * A renderer class for lit-ssr that draws `<bc-widget>` and remembers the last `size` drawings,
 * so that a dashboard of which one widget has moved costs one drawing.
 * A view that throws leaves its own widget with a message and its neighbours as they are.
 */
export function cachedRenderer(now: () => number, size: number, onError: (error: unknown) => void) {
  const drawings = new Map<string, { markup: string; until: number }>();

  return class CachedRenderer extends LitElementRenderer {
    #known: string | undefined;

    static override matchesClass(_class: typeof HTMLElement, tag = 'bc-widget'): boolean {
      return tag === 'bc-widget';
    }

    override connectedCallback(): void {
      const id = idOf(this.element as Widget);
      const drawing = id === undefined ? undefined : drawings.get(id);
      if (drawing && drawing.until > now()) this.#known = drawing.markup;
      else this.#guard(() => super.connectedCallback());
    }

    override renderShadow(info: RenderInfo) {
      if (this.#known !== undefined) return [this.#known];
      const widget = this.element as Widget;
      const depth = info.customElementHostStack.length;
      const markup = this.#guard(() => withoutMarkers(collectResultSync(super.renderShadow(info) ?? [])));
      if (markup === undefined) {
        for (const stack of [info.customElementInstanceStack, info.customElementHostStack]) stack.length = depth;
        return ['<p role="alert">This widget could not be drawn.</p>'];
      }
      const id = idOf(widget);
      if (id !== undefined) {
        const lifetime = widget.state && 'type' in widget.state && widget.state.type === 'countdown';
        drawings.delete(id);
        drawings.set(id, { markup, until: now() + (lifetime ? COUNTDOWN_MS : LIFETIME_MS) });
        for (const oldest of drawings.keys()) {
          if (drawings.size <= size) break;
          drawings.delete(oldest);
        }
      }
      return [markup];
    }

    #guard<T>(draw: () => T): T | undefined {
      try {
        return draw();
      } catch (error) {
        onError(error);
        return undefined;
      }
    }
  };
}

/** Two widgets with the same id look the same; `undefined` for what is not worth remembering. */
function idOf({ state, locale, theme }: Widget): string | undefined {
  if (!state || state.error || !('version' in state) || !state.key) return undefined;
  const { key, version, type, title, config, data_updated_at, refresh_interval } = state;
  return JSON.stringify([key, version, data_updated_at, type, title, config, refresh_interval, locale, theme]);
}
