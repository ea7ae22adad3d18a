/** Makes unique keys from names: repeated ones get a number. */
export function uniqueKeys(names: Iterable<string>): string[] {
  const seen = new Map<string, number>();
  return Array.from(names, (name) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count > 1 ? `${name}\n${count}` : name;
  });
}
