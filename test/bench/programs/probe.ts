import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Loaded into a server beside its own code: tells how long its event loop was blocked and what it takes of memory. */
export interface ProbeReport {
  /** ms, the longest since the last report */
  blocked: number;
  /** bytes */
  rss: number;
  heap: number;
}

/** ms between two looks; a block is what a look comes late by. */
const RESOLUTION = 1;

const delay = monitorEventLoopDelay({ resolution: RESOLUTION });
delay.enable();
process.on('message', (order) => {
  if (order === 'reset') {
    globalThis.gc?.();
    delay.reset();
    process.send?.({ blocked: 0, rss: 0, heap: 0 } satisfies ProbeReport);
  }
  if (order !== 'report') return;
  const blocked = delay.max / 1e6 - RESOLUTION;
  globalThis.gc?.();
  globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  process.send?.({ blocked, rss, heap: heapUsed + external } satisfies ProbeReport);
});
process.channel?.unref();
