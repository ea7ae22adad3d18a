import { randomBytes } from 'node:crypto';
import { ElementRenderer, LitElementRenderer, renderThunked } from '@lit-labs/ssr';
import { collectResultSync } from '@lit-labs/ssr/lib/render-result.js';
import type { RenderInfo } from '@lit-labs/ssr/lib/render-value.js';
import type { TemplateResult } from 'lit';
import { type Given, withoutMarkers } from './drawings.ts';

/** The place of a widget in a shell, with its properties. */
export interface Hole {
  given: Given;
  /** Of the widget in it, where `given` does not hold its state any more. */
  key?: string | undefined;
  attributes: ReadonlyMap<string, string>;
}

/** Markup around widgets: between two texts goes the inside of a start tag, or the shadow root, of a hole. */
export interface Shell {
  texts: string[];
  /** One shorter than `texts`. */
  slots: { part: 'attributes' | 'shadow'; hole: number }[];
  holes: Hole[];
  info: RenderInfo;
}

/** Random, so that no text of a user can look like a mark. */
const NONCE = randomBytes(16).toString('hex');
const MARK = new RegExp(`<${NONCE}(attributes|shadow)(\\d+)>`);
const mark = (part: string, hole: number): string => `<${NONCE}${part}${hole}>`;

/** Renders everything but the `<bc-widget>`s in it, which are left as holes. */
export function renderShell(template: TemplateResult): Shell {
  const holes: Hole[] = [];

  class HoleRenderer extends ElementRenderer {
    readonly #given: Given = {};
    readonly #attributes = new Map<string, string>();
    readonly #index = holes.push({ given: this.#given, attributes: this.#attributes }) - 1;

    static override matchesClass(_class: typeof HTMLElement, tag: string): boolean {
      return tag === 'bc-widget';
    }

    override setProperty(name: string, value: unknown): void {
      this.#given[name] = value;
    }

    override setAttribute(name: string, value: string): void {
      this.#attributes.set(name.toLowerCase(), value);
    }

    override renderAttributes(): string[] {
      return [mark('attributes', this.#index)];
    }

    override renderShadow(): string[] {
      return [mark('shadow', this.#index)];
    }
  }

  const info: RenderInfo = {
    elementRenderers: [HoleRenderer, LitElementRenderer],
    customElementInstanceStack: [],
    customElementHostStack: [],
    eventTargetStack: [],
    slotStack: [],
    deferHydration: false,
  };
  const pieces = withoutMarkers(collectResultSync(renderThunked(template, info))).split(MARK);
  const shell: Shell = { texts: [], slots: [], holes, info };
  for (const [index, piece] of pieces.entries()) {
    if (index % 3 === 0) shell.texts.push(piece);
    if (index % 3 === 1) shell.slots.push({ part: piece as 'shadow', hole: Number(pieces[index + 1]) });
  }
  return shell;
}

/** A shell for the cache, without the states of its widgets: they will be outdated, and may be large. */
export const withoutStates = (shell: Shell): Shell => ({
  ...shell,
  holes: shell.holes.map(({ given: { state, ...given }, attributes }) => ({ given, attributes, key: state?.key })),
});
