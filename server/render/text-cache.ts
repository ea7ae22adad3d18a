interface Entry<Value> {
  value: Value;
  weight: number;
  from: number;
  until: number;
}

/**
 * A cache bounded by the characters it holds, not by its number of entries: readers choose ids (their language is part of
 * one), so entries differ widely in size. The entries written longest ago are evicted first.
 * @param size the most characters held, ids included; a value larger than that is never cached
 */
export function createTextCache<Value>(size: number, now: () => number, sizeOf: (value: Value) => number) {
  const entries = new Map<string, Entry<Value>>();
  let weight = 0;

  function forget(id: string): void {
    weight -= entries.get(id)?.weight ?? 0;
    entries.delete(id);
  }

  return {
    get(id: string): Value | undefined {
      const known = entries.get(id);
      // If the clock was set back, the entry must not last longer for it.
      return known && known.from <= now() && now() < known.until ? known.value : undefined;
    },
    set(id: string, value: Value, lifetime: number): Value {
      const own = id.length + sizeOf(value);
      forget(id);
      if (own > size) return value;
      entries.set(id, { value, weight: own, from: now(), until: now() + lifetime });
      weight += own;
      for (const oldest of entries.keys()) {
        if (weight <= size) break;
        forget(oldest);
      }
      return value;
    },
  };
}
