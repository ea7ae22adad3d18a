import { unsafeCSS } from 'lit';
import type { Pair } from './tokens.ts';

/**
 * Eight colours that only tell things apart: number, on light pages, on dark pages. Each has 3:1 on its surface
 * (WCAG 1.4.11), and any two stay apart for readers with protanopia, deuteranopia and tritanopia. `--bc-color-1` to
 * `--bc-color-8` replace them.
 */
const COLORS =
  '1 2296fb 506de4 2 d08007 fd891c 3 137275 7bffea 4 59134b aa5478 5 7e6904 fee553 6 662f90 d99ffe 7 1b500b 47d59d 8 8a8f98 8d9ba9';

const COLOR = /(\d) (\S+) (\S+) ?/g;

/**
 * Gives `[data-color="1"]` … `[data-color="8"]` their colour as text colour. Where the system forces its own colours,
 * they follow its background, whatever the page or a theme says.
 */
export const paletteStyles = unsafeCSS(
  `@media(forced-colors){:host{color-scheme:light dark}}${COLORS.replace(COLOR, '[data-color="$1"]{color:var(--bc-color-$1,light-dark(#$2,#$3))}')}`,
);

/** The same as pairs, for checks of their contrast. */
export const readPalette = (): Pair[] =>
  [...COLORS.matchAll(COLOR)].map(([, , light = '', dark = '']) => [`#${light}`, `#${dark}`]);
