import type { CSSResult, ReactiveElement } from 'lit';
import { sized } from '../theme/sized-element.ts';

/** Gives a frame styles that it does not need before its first paint. */
export function dress({ renderRoot }: Pick<ReactiveElement, 'renderRoot'>, style: CSSResult): void {
  const { styleSheet } = sized(style);
  const { adoptedStyleSheets: sheets } = renderRoot as ShadowRoot;
  if (styleSheet && !sheets.includes(styleSheet)) sheets.push(styleSheet);
}
