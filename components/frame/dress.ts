import { type CSSResult, html, type ReactiveElement, type TemplateResult } from 'lit';
import { sized } from '../theme/sized-element.ts';

/** Gives a frame styles that it does not need before its first paint. */
export function dress({ renderRoot }: Pick<ReactiveElement, 'renderRoot'>, style: CSSResult): void {
  const { styleSheet } = sized(style);
  const { adoptedStyleSheets: sheets } = renderRoot as ShadowRoot;
  if (styleSheet && !sheets.includes(styleSheet)) sheets.push(styleSheet);
}

/**
 * The same as an element, for a server, whose frames adopt nothing. A template must not have a hole inside of `<style>`,
 * so its text is one string.
 */
export function asElement({ cssText }: CSSResult): TemplateResult {
  const text = [`<style>${cssText}</style>`];
  return html(Object.assign(text, { raw: text }));
}
