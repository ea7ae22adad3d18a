type Lab = readonly [l: number, a: number, b: number];

/** A step of a ramp: its colour on light and on dark pages, and the ink that is read on each. */
export interface Step {
  light: string;
  dark: string;
  /** Whether what is written on it is white: on light pages, on dark pages. */
  isWhite: readonly [boolean, boolean];
}

/**
 * Colours from the lowest value to the highest. On light pages higher is darker, on dark pages it is lighter; schemes of
 * two hues are palest, or darkest, in the middle. Lightness alone tells the order (and with two hues no pair is red and
 * green), so that colour-blind readers see it too.
 */
export const RAMPS: Readonly<Record<string, readonly [light: string[], dark: string[]]>> = {
  blue: [
    ['#e9f0fc', '#8db2ef', '#2c63c9', '#12275e'],
    ['#1e2a44', '#2d56a8', '#6f9ff0', '#dce8ff'],
  ],
  green: [
    ['#e4f5ec', '#86cfa8', '#1f8a5b', '#073d26'],
    ['#17302a', '#1d6b4c', '#4fb989', '#d3f7e4'],
  ],
  orange: [
    ['#fdeedd', '#f6b56a', '#c8690b', '#5a2603'],
    ['#35261a', '#8a4b12', '#e2913c', '#ffe8cc'],
  ],
  purple: [
    ['#f1ebfb', '#bfa3e6', '#7a4bbd', '#321155'],
    ['#2b2340', '#62429b', '#a584e2', '#ece1ff'],
  ],
  gray: [
    ['#eff1f4', '#b3bac5', '#656e7d', '#1f242c'],
    ['#262b33', '#565e6b', '#98a1ae', '#eef1f5'],
  ],
  heat: [
    ['#fff3c4', '#f9b04b', '#d4502f', '#5f0f3c'],
    ['#33182f', '#99304a', '#ee8244', '#fff0b8'],
  ],
  sea: [
    ['#f0f7d4', '#7fcbb3', '#2380a2', '#1b2a63'],
    ['#1f2550', '#20689a', '#5abfae', '#eff8c8'],
  ],
  'blue-orange': [
    ['#123f8c', '#5f94dd', '#f3f3f1', '#e59a45', '#833e05'],
    ['#a9c8ff', '#3f74c9', '#2a2e35', '#b8691c', '#ffcf94'],
  ],
  'purple-green': [
    ['#4f1a80', '#a67ed0', '#f3f3f1', '#6dba8c', '#0b5232'],
    ['#d9bdff', '#8257b8', '#2a2e35', '#2f8a5d', '#a5f0c6'],
  ],
  'teal-pink': [
    ['#06524f', '#58aea5', '#f3f3f1', '#e089b4', '#861e57'],
    ['#9eeee2', '#248a82', '#2a2e35', '#b64f85', '#ffc2de'],
  ],
};

const FALLBACK = 'blue';

const channels = (hex: string): number[] => {
  const digits = hex.length === 4 ? hex.replace(/[^#]/g, '$&$&') : hex;
  return [1, 3, 5].map((at) => Number.parseInt(digits.slice(at, at + 2), 16) / 255);
};
const toLinear = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
const fromLinear = (value: number) => (value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055);

/** OKLab, in which what lies halfway also looks so (Ottosson 2020). */
function toLab(hex: string): Lab {
  const [r = 0, g = 0, b = 0] = channels(hex).map(toLinear);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function toHex([lightness, a, b]: Lab): string {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  const digits = linear.map((value) => Math.round(255 * Math.max(0, Math.min(1, fromLinear(value)))));
  return `#${digits.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

/** WCAG 2.2 relative luminance. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = channels(hex).map(toLinear);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Whether white has more contrast on a colour than black: (1.05 / (L + .05) > (L + .05) / .05). */
const needsWhite = (hex: string): boolean => (luminance(hex) + 0.05) ** 2 < 1.05 * 0.05;

function interpolate(anchors: readonly Lab[], share: number): string {
  const place = share * (anchors.length - 1);
  const index = Math.min(anchors.length - 2, Math.floor(place));
  const [from, to] = [anchors[index], anchors[index + 1]] as [Lab, Lab];
  return toHex(from.map((value, at) => value + ((to[at] ?? 0) - value) * (place - index)) as unknown as Lab);
}

const HEX = /^#(?:[\da-f]{3}|[\da-f]{6})$/i;
const made = new Map<string, Step[]>();
const MOST_MADE = 50;

/**
 * `count` colours of a scheme; one that nobody knows is the first. Colours of a config, two or more in hexadecimal
 * notation, come before it.
 */
export function ramp(
  scheme: string | undefined,
  colors: readonly (string | null)[] | undefined,
  count: number,
): Step[] {
  const own = colors?.filter((color): color is string => HEX.test(color ?? '')) ?? [];
  const name = scheme !== undefined && Object.hasOwn(RAMPS, scheme) ? scheme : FALLBACK;
  const key = [count, ...(own.length > 1 ? own : [name])].join();
  let steps = made.get(key);
  if (!steps) {
    const [light, dark] = (own.length > 1 ? [own, own] : (RAMPS[name] as readonly string[][])).map((anchors) =>
      anchors.map(toLab),
    ) as [Lab[], Lab[]];
    steps = Array.from({ length: count }, (_, index) => {
      const pair = [light, dark].map((anchors) => interpolate(anchors, index / (count - 1))) as [string, string];
      return { light: pair[0], dark: pair[1], isWhite: [needsWhite(pair[0]), needsWhite(pair[1])] };
    });
    if (made.size >= MOST_MADE) made.clear();
    made.set(key, steps);
  }
  return steps;
}

/** Whether a scheme has a middle that means something: then the scale has zero there. */
export const isDiverging = (scheme: string | undefined): boolean =>
  scheme !== undefined && Object.hasOwn(RAMPS, scheme) && scheme.includes('-');
