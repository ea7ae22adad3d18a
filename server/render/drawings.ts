import { LitElementRenderer } from '@lit-labs/ssr';
import { collectResultSync } from '@lit-labs/ssr/lib/render-result.js';
import type { RenderInfo } from '@lit-labs/ssr/lib/render-value.js';
import type { LiveRefusal, LiveWidget } from '../../components/model/messages.ts';
import { createTextCache } from './text-cache.ts';

/** The properties of a `<bc-widget>`. */
export interface Given {
  state?: LiveWidget | LiveRefusal | undefined;
  locale?: string | undefined;
  [property: string]: unknown;
}

/** A widget as markup: the inside of its start tag, and of its declarative shadow root. */
export interface Drawing {
  attributes: string;
  shadow: string;
}

export interface DrawingsOptions {
  /** Milliseconds since 1970. */
  now: () => number;
  /** Most characters of drawings cached. */
  size: number;
  /** Called when a view throws. */
  onError: (error: unknown) => void;
}

/** Draws widgets and caches the drawings. */
export type Drawings = (given: Given, attributes: ReadonlyMap<string, string>, info: RenderInfo) => Drawing;

/** Milliseconds a drawing is cached: data ages and countdowns run. */
const LIFETIME_MS = 10_000;
const COUNTDOWN_MS = 1000;

const BROKEN: Drawing = {
  attributes: '',
  shadow: '<p role="alert" style="margin:1rem;font:.8125rem system-ui">This widget could not be drawn.</p>',
};

/** Lit's hydration markers, not needed because frames replace the markup. Escaped text cannot look like one. */
const MARKERS = /<!--\/?lit-(?:part|node)[^>]*-->|<\?>/g;

export const withoutMarkers = (markup: string): string => markup.replace(MARKERS, '');

/** A view that throws leaves its own widget with a message and its neighbours as they are. */
export function createDrawings({ now, size, onError }: DrawingsOptions): Drawings {
  const cache = createTextCache<Drawing>(size, now, ({ attributes, shadow }) => attributes.length + shadow.length);

  return (given, attributes, info) => {
    const id = idOf(given, attributes);
    const known = id === undefined ? undefined : cache.get(id);
    if (known) return known;
    try {
      const drawing = draw(given, attributes, info);
      const type = given.state && 'type' in given.state && given.state.type;
      return id === undefined ? drawing : cache.set(id, drawing, type === 'countdown' ? COUNTDOWN_MS : LIFETIME_MS);
    } catch (error) {
      onError(error);
      return BROKEN;
    }
  };
}

/** lit-ssr's rendering state is kept separate per widget, so that a view that throws leaves none behind. */
function draw(given: Given, attributes: ReadonlyMap<string, string>, info: RenderInfo): Drawing {
  const renderer = new LitElementRenderer('bc-widget');
  for (const [name, value] of attributes) renderer.setAttribute(name, value);
  for (const [name, value] of Object.entries(given)) if (value !== undefined) renderer.setProperty(name, value);
  renderer.connectedCallback();
  const inside: RenderInfo = {
    ...info,
    customElementInstanceStack: [renderer],
    customElementHostStack: [renderer],
    eventTargetStack: [],
    slotStack: [],
  };
  const shadow = withoutMarkers(collectResultSync(renderer.renderShadow(inside) ?? []));
  return { attributes: collectResultSync(renderer.renderAttributes()), shadow: inOnePiece(shadow) };
}

/** Flattens a string: one concatenated from thousands of pieces takes several times its size in memory. */
const inOnePiece = (text: string): string => Buffer.from(text).toString();

/**
 * The cache key: two widgets with the same one look the same; `undefined` for what is not worth caching. The version
 * alone does not identify the data: readers who set parameters see other data under the same version.
 */
function idOf(given: Given, attributes: ReadonlyMap<string, string>): string | undefined {
  const { state } = given;
  if (!state || state.error || !('version' in state) || !state.key) return undefined;
  return JSON.stringify([given, [...attributes]]);
}
