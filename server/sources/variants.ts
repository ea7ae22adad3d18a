import type { JsonObject } from '../../components/model/widget.ts';
import { type Fill, reasonOf } from './fill.ts';
import { ttlOf } from './source-of.ts';
import { fingerprintOf, type Task } from './task.ts';

/** What a widget shows to those who ask something of their own. */
export interface Variant {
  data: JsonObject | null;
  /** Why there is nothing, for people; `null` when there is. */
  sourceError: string | null;
  /** Milliseconds since 1970. */
  dataUpdatedAt: number;
}

export interface Variants {
  /** Asks, or gives again what the same question was answered with a moment ago unless it is forced. Never throws. */
  of(task: Task, options?: { force?: boolean }): Promise<Variant>;
  /** What it was answered with a moment ago, or is being answered with. */
  known(task: Task): Promise<Variant> | undefined;
  /** Resolves when nothing runs any more. */
  settled(): Promise<void>;
}

/** Milliseconds an answer, and a failure, is kept at most; answers and their bytes kept. */
const MAX_AGE = 60_000;
const FAILURE_AGE = 5_000;
const MAX_COUNT = 500;
const MAX_BYTES = 32 * 1024 * 1024;

interface Kept {
  answer: Promise<Variant>;
  until: number;
  bytes: number;
}

export interface VariantsDeps {
  fill: Fill;
  now: () => number;
  signal: AbortSignal;
}

const keyOf = (task: Task): string => `${task.widget.id} ${fingerprintOf(task)}`;

/** Answers to questions that are not a dashboard's own: only those who asked receive them. */
export function createVariants({ fill, now, signal }: VariantsDeps): Variants {
  const kept = new Map<string, Kept>();
  const running = new Set<Promise<Variant>>();
  let bytes = 0;

  function drop(key: string): void {
    bytes -= kept.get(key)?.bytes ?? 0;
    kept.delete(key);
  }

  async function ask(task: Task): Promise<Variant> {
    try {
      const filling = await fill(task, signal);
      return { data: 'data' in filling ? filling.data : null, sourceError: null, dataUpdatedAt: now() };
    } catch (error) {
      return { data: null, sourceError: reasonOf(error), dataUpdatedAt: now() };
    }
  }

  async function keep(key: string, entry: Kept, task: Task): Promise<void> {
    const variant = await entry.answer;
    running.delete(entry.answer);
    if (kept.get(key) !== entry) return;
    entry.bytes = 2 * JSON.stringify(variant.data).length;
    bytes += entry.bytes;
    entry.until =
      now() + (variant.sourceError !== null ? FAILURE_AGE : Math.min(MAX_AGE, ttlOf(task.widget, task.dashboard)));
    for (const oldest of kept.keys()) {
      if (kept.size <= MAX_COUNT && bytes <= MAX_BYTES) break;
      drop(oldest);
    }
  }

  function known(task: Task): Promise<Variant> | undefined {
    const entry = kept.get(keyOf(task));
    if (!entry || running.has(entry.answer)) return entry?.answer;
    const left = entry.until - now();
    // More time left than any entry ever had means that the clock was set back.
    return left > 0 && left <= MAX_AGE ? entry.answer : undefined;
  }

  return {
    known,
    of(task, { force = false } = {}) {
      const key = keyOf(task);
      const before = known(task);
      if (before && (!force || running.has(before))) return before;
      drop(key);
      const entry: Kept = { answer: ask(task), until: Number.POSITIVE_INFINITY, bytes: 0 };
      kept.set(key, entry);
      running.add(entry.answer);
      void keep(key, entry, task);
      return entry.answer;
    },
    async settled() {
      await Promise.allSettled(running);
    },
  };
}
