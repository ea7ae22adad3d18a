/** A name, a hexadecimal notation or a colour function: nothing that could point elsewhere. */
const COLOR = /^(?:#[\da-f]{3,8}|[a-z]{3,20}|(?:rgb|hsl|hwb|lab|lch|oklab|oklch)a?\([\d\s.,%/+\-a-z]*\))$/i;

/** The colour that a config gives to the thing at a place, round and round; `undefined` where it gives none. */
export function colorAt(colors: readonly (string | null)[] | undefined, index: number): string | undefined {
  const color = colors?.[index % colors.length]?.trim();
  return color && COLOR.test(color) ? color : undefined;
}
