import { type CSSResult, isServer, type ReactiveElement } from 'lit';
import { sized } from '../theme/sized-element.ts';

/** Adds styles to a frame that it does not need before its first paint. Frames on the server adopt none. */
export function dress({ renderRoot }: Pick<ReactiveElement, 'renderRoot'>, style: CSSResult): void {
  if (isServer) return;
  const { styleSheet } = sized(style);
  const { adoptedStyleSheets: sheets } = renderRoot as ShadowRoot;
  if (styleSheet && !sheets.includes(styleSheet)) sheets.push(styleSheet);
}
