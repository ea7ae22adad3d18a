import type { CSSResult, ReactiveElement } from 'lit';

/** Gives a frame styles that it does not need before its first paint. */
export function dress({ renderRoot }: ReactiveElement, { styleSheet }: CSSResult): void {
  const { adoptedStyleSheets: sheets } = renderRoot as ShadowRoot;
  if (styleSheet && !sheets.includes(styleSheet)) sheets.push(styleSheet);
}
