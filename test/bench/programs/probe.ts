/** Loaded into a program beside its own code: tells how long its event loop was blocked and what it takes of memory. */
export interface ProbeReport {
  /** ms of CPU between two turns of the event loop, the most since the last reset: what neighbours take is not in it. */
  blocked: number;
  /** bytes; memory that V8 holds but does not use is not counted, it only says how much garbage there was at once */
  rss: number;
  heap: number;
}

let blocked = 0;
let last = process.threadCpuUsage();
function look(): void {
  const { user, system } = process.threadCpuUsage(last);
  blocked = Math.max(blocked, (user + system) / 1000);
  last = process.threadCpuUsage();
}
/** Looking costs, so it begins when somebody wants to know. */
let looking: NodeJS.Timeout | undefined;

process.on('message', (order) => {
  if (order !== 'reset' && order !== 'report') return;
  if (!looking) looking = setInterval(look, 1).unref();
  const report = { blocked };
  globalThis.gc?.();
  globalThis.gc?.();
  const { rss, heapTotal, heapUsed, external } = process.memoryUsage();
  last = process.threadCpuUsage();
  blocked = 0;
  process.send?.({ ...report, rss: rss - (heapTotal - heapUsed), heap: heapUsed + external } satisfies ProbeReport);
});
process.on('disconnect', () => process.exit());
process.channel?.unref();
