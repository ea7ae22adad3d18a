import type { Place } from '../model/labels.ts';

/** The tokens a canvas needs, as colours of the moment. */
export interface Look {
  ink: string;
  muted: string;
  line: string;
  surface: string;
  font: { family: string; size: number };
  series: string[];
}

export interface Situation extends Place {
  look: Look;
  isRtl: boolean;
  /** Pixels at its end where names stand upon it; a tooltip comes to lie upon them while the plot is pointed at. */
  aside: number;
  /** Too small for axes. */
  isTiny: boolean;
  isAnimated: boolean;
  /** The system forces its own colours. */
  isForced: boolean;
  /** Most points worth drawing in its width. */
  points: number;
}

/** Below this a plot has no room for axes. */
const TINY_WIDTH = 150;
const TINY_HEIGHT = 70;

/** The tokens as the canvas must be told them. `own` are colours of the config; words that are no colour are skipped. */
function lookOf(root: ParentNode, plot: HTMLElement, own: readonly (string | null)[] = []): Look {
  const { color, backgroundColor, fontFamily: family, fontSize } = getComputedStyle(plot);
  const [muted = color, line = color, ...palette] = [...root.querySelectorAll('.probe i')].map(
    (probe) => getComputedStyle(probe).color,
  );
  const given = own.filter((name): name is string => !!name && CSS.supports('color', name));
  return {
    ink: color,
    surface: backgroundColor,
    font: { family, size: Number.parseFloat(fontSize) * 0.6875 },
    muted,
    line,
    series: given.length ? given : palette,
  };
}

/** What a plot's place in the page means for drawing it. */
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
