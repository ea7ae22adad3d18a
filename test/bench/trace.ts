import type { CDPSession, Page } from 'puppeteer-core';

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  dur?: number;
  ts: number;
  args?: { name?: string };
}

/** Tasks of the main thread of a page, in milliseconds. */
export interface MainThread {
  total: number;
  longest: number;
  /** Sum of the time of each task beyond 50 ms. */
  blocking: number;
}

/** Records the tasks of a page during a run. */
export async function mainThread(page: Page, run: () => Promise<unknown>): Promise<MainThread> {
  await page.tracing.start({ categories: ['toplevel', 'disabled-by-default-devtools.timeline', '__metadata'] });
  await run();
  const bytes = await page.tracing.stop();
  const { traceEvents } = JSON.parse(new TextDecoder().decode(bytes)) as { traceEvents: TraceEvent[] };
  const threads = traceEvents.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain');
  const perThread = threads.map(({ pid, tid }) =>
    traceEvents
      .filter((event) => event.pid === pid && event.tid === tid && event.name === 'RunTask' && event.ph === 'X')
      .map(({ dur = 0 }) => dur / 1000),
  );
  // other tabs have renderers too: the busiest is the page under test
  const sum = (durations: number[]): number => durations.reduce((total, each) => total + each, 0);
  const tasks = perThread.sort((a, b) => sum(b) - sum(a))[0] ?? [];
  return {
    total: sum(tasks),
    longest: Math.max(0, ...tasks),
    blocking: sum(tasks.map((duration) => Math.max(0, duration - 50))),
  };
}

const clocks = new WeakMap<Page, Promise<CDPSession>>();

async function startClock(page: Page): Promise<CDPSession> {
  const clock = await page.createCDPSession();
  await clock.send('Performance.enable', { timeDomain: 'threadTicks' });
  return clock;
}

/**
 * Milliseconds of CPU time of the page's main thread since the first call for it. CPU time, so that other load on the
 * machine does not count.
 */
export async function taskTime(page: Page): Promise<number> {
  if (!clocks.has(page)) clocks.set(page, startClock(page));
  const { metrics } = await ((await clocks.get(page)) as CDPSession).send('Performance.getMetrics');
  return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0);
}

/** Resolves when the main thread has had nothing to do for a while. */
export async function idle(page: Page, quietMs = 300): Promise<void> {
  let before = await taskTime(page);
  for (let calm = 0; calm < quietMs; calm += 50) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const now = await taskTime(page);
    if (now - before > 2) calm = 0;
    before = now;
  }
}
