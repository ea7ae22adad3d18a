import type { Place } from '../model/labels.ts';

/** The theme tokens for a canvas, as current colours. */
export interface Look {
  ink: string;
  muted: string;
  line: string;
  surface: string;
  font: { family: string; size: number };
  /** The colour of a series, or of a slice. */
  color(place: number): string;
}

export interface Situation extends Place {
  look: Look;
  isRtl: boolean;
  /** Width in pixels of a legend that overlaps the end of the plot: tooltips must be able to cover it. */
  aside: number;
  /** Too small for axes. */
  isTiny: boolean;
  isAnimated: boolean;
  /** The system forces its own colours. */
  isForced: boolean;
  /** Maximum number of points worth drawing in its width. */
  points: number;
}

/** A smaller plot has no room for axes. */
const TINY_WIDTH = 150;
const TINY_HEIGHT = 70;

/**
 * Reads the tokens from computed styles. `own` are the colours of the config: where one is missing or invalid, the
 * palette's is used, as in the legend.
 */
function lookOf(root: ParentNode, plot: HTMLElement, own: readonly (string | null)[] = []): Look {
  const { color, backgroundColor, fontFamily: family, fontSize } = getComputedStyle(plot);
  const [muted = color, line = color, ...palette] = [...root.querySelectorAll('.probe i')].map(
    (probe) => getComputedStyle(probe).color,
  );
  const given = own.map((name) => name && CSS.supports('color', name) && name);
  return {
    ink: color,
    surface: backgroundColor,
    font: { family, size: Number.parseFloat(fontSize) * 0.6875 },
    muted,
    line,
    color: (place) => given[place % given.length] || (palette[place % palette.length] as string),
  };
}

/** Measures all that drawing depends on: size, direction, colours and preferences of the reader. */
export function measure(host: HTMLElement, plot: HTMLElement, own?: readonly (string | null)[]): Situation {
  const { clientWidth: width, clientHeight: height } = plot;
  return {
    look: lookOf(plot.getRootNode() as ShadowRoot, plot, own),
    aside: getComputedStyle(plot).position === 'absolute' ? (plot.nextElementSibling?.clientWidth ?? 0) + 12 : 0,
    isRtl: getComputedStyle(host).direction === 'rtl',
    isTiny: width < TINY_WIDTH || height < TINY_HEIGHT,
    isAnimated: !matchMedia('(prefers-reduced-motion:reduce)').matches,
    isForced: matchMedia('(forced-colors:active)').matches,
    points: Math.max(50, width),
  };
}
