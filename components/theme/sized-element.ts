import { type CSSResult, type CSSResultGroup, isServer, LitElement, unsafeCSS } from 'lit';

interface Style extends CSSResult {
  sized?: CSSResult;
}

/** By how much to multiply a `rem` of ours, because the page makes it smaller than usual; 0 until that is known. */
let times = isServer ? 1 : 0;

/**
 * Styles in which a `rem` is the usual text size. Many themes set theirs to 62.5 % for round figures and write all text
 * in 1.6rem: our text would be tiny there. `zoom` does not help, because Safari does not apply it to `rem`.
 */
export function sized(style: Style): CSSResult {
  if (!times) {
    const root = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    // Usual are 16 pixels; below 12, nobody is meant to read text in that size.
    times = root < 12 ? 16 / root : 1;
  }
  return (style.sized ??= unsafeCSS(
    style.cssText.replace(/[\d.]+rem/g, (size) => `${Number.parseFloat(size) * times}rem`),
  ));
}

/** @summary Base of all elements: its sizes are right on every page, whatever the page's root font size. */
export class SizedElement extends LitElement {
  static override finalizeStyles(styles?: CSSResultGroup): CSSResult[] {
    // biome-ignore lint/complexity/noThisInStatic: of the class it extends
    return (super.finalizeStyles(styles) as Style[]).map(sized);
  }
}
