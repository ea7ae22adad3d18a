import { setTimeout as delay } from 'node:timers/promises';
import { openFeed } from './report/feed.ts';
import { PushTimes, reportHistory } from './report/history.ts';
import { Journal } from './report/journal.ts';
import { reportNow } from './report/now.ts';
import { reportPrograms } from './report/programs.ts';

export interface PusherOptions {
  /** Address of the server. */
  server: string;
  apiKey: string;
  /** Key of the dashboard to feed; its widgets are found by title. */
  dashboard: string;
  signal: AbortSignal;
  onProblem(message: string): void;
}

/**
 * Measures this machine and the server once a second, and pushes what it finds through the public API.
 * Resolves after the signal, when the current work is done.
 */
export async function runPusher({ signal, ...options }: PusherOptions): Promise<void> {
  const { server, onProblem } = options;
  const times = new PushTimes();
  const feed = await openFeed({ ...options, onPushed: times.add });
  const journal = new Journal();
  const now = reportNow(feed, journal);
  const programs = reportPrograms(feed);
  const history = reportHistory(feed, journal, times, server);
  const beats: [work: () => Promise<unknown>, seconds: number][] = [
    [now.everySecond, 1],
    [history.everySecond, 1],
    [now.everyOtherSecond, 2],
    [programs.everyOtherSecond, 2],
    [history.everyOtherSecond, 2],
    [now.everyTenthSecond, 10],
    [history.everyTenthSecond, 10],
  ];
  await Promise.all(beats.map(([work, seconds]) => repeat(work, seconds * 1000, signal, onProblem)));
}

/** Runs work at a fixed interval until aborted; if it is late, the missed runs are skipped. */
async function repeat(
  work: () => Promise<unknown>,
  interval: number,
  signal: AbortSignal,
  onProblem: (message: string) => void,
): Promise<void> {
  while (!signal.aborted) {
    const started = performance.now();
    try {
      await work();
    } catch (error) {
      if (signal.aborted) return;
      onProblem(error instanceof Error ? error.message : String(error));
    }
    if (signal.aborted) return;
    await pause(Math.max(50, interval - (performance.now() - started)), signal);
  }
}

/** Waits; aborting ends the wait early. */
const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  delay(milliseconds, undefined, { signal }).catch(() => {});
