/** A colour on light and on dark pages. */
export type Pair = readonly [light: string, dark: string];

/** A colour by theme: the plain one, which `--bc-NAME` replaces, and the one for high contrast, which nothing replaces. */
export interface Color {
  plain: Pair;
  contrast: Pair;
}

/**
 * Colours by role: name, on light and on dark pages, and the same two for high contrast. Each is `--_NAME` for our styles.
 * `ink`, `muted`, `accent`, `good`, `warn`, `bad` are read as text on `surface` and on `sunken`.
 * It is a list of words because every page carries it.
 */
const COLORS =
  'surface #fff #16191e #fff #000 sunken #f3f4f6 #22262d #ddd #333 line #e2e5ea #2f343c #000 #fff ink #1a1e24 #eceef1 #000 #fff muted #5a6270 #a3abb8 #000 #fff accent #2c56cc #8fb2ff #00c #9cf good #0b7348 #4fcf94 #050 #6f9 warn #8a5300 #f0b650 #630 #fc6 bad #b3241b #ff938a #900 #faa';

const TOKEN = /(\w+) (\S+) (\S+) (\S+) (\S+) ?/g;

/** The colours as declarations, for styles. */
export const declarations = COLORS.replace(TOKEN, '--_$1:var(--bc-$1,light-dark($2,$3));');

/** The same for readers who ask for high contrast. */
export const contrast = COLORS.replace(TOKEN, '--_$1:light-dark($4,$5);');

/** The colours as a table, for checks of their contrast. */
export const readColors = (): Record<string, Color> =>
  Object.fromEntries(
    [...COLORS.matchAll(TOKEN)].map(([, name, ...values]) => {
      const [light = '', dark = '', lighter = '', darker = ''] = values;
      return [name, { plain: [light, dark], contrast: [lighter, darker] }];
    }),
  );
