import { type CSSResult, type CSSResultGroup, isServer, LitElement, unsafeCSS } from 'lit';

/** Pixels of a root's text that nobody is meant to read in that size. */
const TINY = 12;
const USUAL = 16;

interface Style extends CSSResult {
  sized?: CSSResult;
}

/** How much larger a `rem` has to be here than the page makes it. */
let times = isServer ? 1 : 0;

/**
 * Styles in which a `rem` is the usual size of text. Many themes make theirs 62.5 % for round figures, and write all text
 * in 1.6 of them: what is ours would be tiny there. `zoom` is no cure, because Safari leaves `rem` out of it.
 */
export function sized(style: Style): CSSResult {
  if (!times) {
    const root = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    times = root < TINY ? USUAL / root : 1;
  }
  return (style.sized ??= unsafeCSS(
    style.cssText.replace(/[\d.]+rem/g, (size) => `${Number.parseFloat(size) * times}rem`),
  ));
}

/** @summary An element whose sizes are right on every page: base of all that are drawn. */
export class SizedElement extends LitElement {
  static override finalizeStyles(styles?: CSSResultGroup): CSSResult[] {
    // biome-ignore lint/complexity/noThisInStatic: of the class it extends
    return (super.finalizeStyles(styles) as Style[]).map(sized);
  }
}
