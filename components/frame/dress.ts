import { type CSSResult, isServer, type ReactiveElement } from 'lit';
import { sized } from '../theme/sized-element.ts';
import { paper, unfolded } from './print.styles.ts';

/** Adds styles to a frame that it does not need before its first paint. Frames on the server adopt none. */
export function dress({ renderRoot }: Pick<ReactiveElement, 'renderRoot'>, style: CSSResult): void {
  if (isServer) return;
  const { styleSheet } = sized(style);
  const { adoptedStyleSheets: sheets } = renderRoot as ShadowRoot;
  if (styleSheet && !sheets.includes(styleSheet)) sheets.push(styleSheet);
}

/** Adds the print styles to a frame; it grows if the page has not set its height. */
export function dressForPaper(frame: ReactiveElement): void {
  dress(frame, paper);
  if (!getComputedStyle(frame).getPropertyValue('--bc-height')) dress(frame, unfolded);
}
