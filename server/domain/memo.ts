export interface Memo<Value> {
  get(key: string): Promise<Value>;
  clear(): void;
}

/**
 * Caches look-ups for `ttl` milliseconds. Callers that ask for the same key at the same time share one look-up, failures
 * are not cached, and the oldest entry is evicted when there are more than `max`.
 */
export function createMemo<Value>(
  { ttl, max, now }: { ttl: number; max: number; now: () => number },
  load: (key: string) => Promise<Value>,
): Memo<Value> {
  const entries = new Map<string, { value: Promise<Value>; until: number }>();
  return {
    get(key) {
      const known = entries.get(key);
      const left = known ? known.until - now() : 0;
      // More time left than the entry ever had means that the clock was set back.
      if (known && left > 0 && left <= ttl) return known.value;
      const entry = { value: load(key), until: now() + ttl };
      entry.value.catch(() => {
        if (entries.get(key) === entry) entries.delete(key);
      });
      entries.delete(key);
      entries.set(key, entry);
      if (entries.size > max) entries.delete(entries.keys().next().value as string);
      return entry.value;
    },
    clear: () => entries.clear(),
  };
}
