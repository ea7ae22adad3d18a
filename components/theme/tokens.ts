/** A colour on light and on dark pages. */
export type Pair = readonly [light: string, dark: string];

/**
 * Colours by role. Each is `--bc-NAME` for whoever wants another one, and `--_NAME` for our own styles.
 * `ink`, `muted`, `accent`, `good`, `warn`, `bad` are read as text on `surface` and on `sunken`.
 * It is a list of words because every page carries it.
 */
const COLORS =
  'surface #fff #16191e sunken #f3f4f6 #22262d line #e2e5ea #2f343c ink #1a1e24 #eceef1 muted #5a6270 #a3abb8 accent #2c56cc #8fb2ff good #0b7348 #4fcf94 warn #8a5300 #f0b650 bad #b3241b #ff938a';

const TOKEN = /(\w+) (\S+) (\S+) ?/g;

/** The colours as declarations, for styles. */
export const declarations = COLORS.replace(TOKEN, '--_$1:var(--bc-$1,light-dark($2,$3));');

/** The colours as a table, for who must reckon with them. */
export const readColors = (): Record<string, Pair> =>
  Object.fromEntries([...COLORS.matchAll(TOKEN)].map(([, name, light, dark]) => [name, [light, dark]]));
