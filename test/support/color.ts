export type Rgb = [number, number, number];

/** `#abc` or `#aabbcc` as linear light (IEC 61966-2-1). */
export function linear(hex: string): Rgb {
  const digits = hex.length === 4 ? hex.replace(/[^#]/g, '$&$&') : hex;
  return [1, 3, 5].map((at) => {
    const value = Number.parseInt(digits.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
}

/** WCAG 2.2 contrast ratio. */
export function contrast(a: string, b: string): number {
  const [low, high] = [a, b]
    .map((hex) => {
      const [red, green, blue] = linear(hex);
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
    })
    .sort((x, y) => x - y) as [number, number];
  return high / low;
}

/** How the three kinds of colour blindness see linear light, at full severity (Machado, Oliveira, Fernandes 2009). */
export const SIGHTS: Record<string, number[][]> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** OKLab of linear light, in which distances are what the eye tells apart (Ottosson 2020). */
export function oklab([r, g, b]: Rgb): Rgb {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** A colour that covers a share of another one. */
export function over(hex: string, ground: string, share: number): string {
  const digits = (color: string) => (color.length === 4 ? color.replace(/[^#]/g, '$&$&') : color);
  return `#${[1, 3, 5]
    .map((place) => {
      const [front = 0, back = 0] = [hex, ground].map((color) =>
        Number.parseInt(digits(color).slice(place, place + 2), 16),
      );
      return Math.round(front * share + back * (1 - share))
        .toString(16)
        .padStart(2, '0');
    })
    .join('')}`;
}
