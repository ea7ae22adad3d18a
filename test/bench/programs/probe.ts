/** Loaded into a program: measures how long its event loop was blocked, and its memory. */
export interface ProbeReport {
  /** Most ms of CPU time between two turns of the event loop since the last reset; other processes do not count. */
  blocked: number;
  /** Bytes, without memory that V8 reserves but does not use: that only shows how much garbage there was at once. */
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
/** Measuring costs, so it starts on request. */
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
