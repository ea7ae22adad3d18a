import type { Json } from '../../components/model/widget.ts';
import type { Feed } from './feed.ts';
import type { Journal } from './journal.ts';
import { disks, type Traffic, traffic } from './measure.ts';
import { momentOf, Past, remember, round } from './past.ts';
import { diskTable, moveIt, systemTable } from './words.ts';

/** Number of bars in the network chart, and of dots in the chart of pushes. */
const BARS = 20;
const DOTS = 150;

/** Durations of pushes, as reported by the feed. */
export class PushTimes {
  readonly dots: { x: string; y: number }[] = [];

  readonly add = (milliseconds: number): void => {
    remember(this.dots, { x: new Date().toISOString(), y: round(milliseconds, 2) }, DOTS);
  };
}

/** The third page of the board: recent events, and instructions to push. */
export function reportHistory({ push, keyOf }: Feed, journal: Journal, times: PushTimes, server: string) {
  const net = { labels: [] as string[], received: new Past(), sent: new Past() };
  let last: { at: number; bytes: Traffic } | undefined;
  let told = '';

  async function network(): Promise<void> {
    const bytes = await traffic();
    if (!bytes) return;
    const at = performance.now();
    const before = last;
    last = { at, bytes };
    if (!before) return;
    const seconds = (at - before.at) / 1000;
    remember(net.labels, momentOf(Date.now()), BARS);
    for (const name of ['received', 'sent'] as const)
      net[name].add(round((bytes[name] - before.bytes[name]) / 1000 / seconds), BARS);
    await push('Network', {
      labels: net.labels,
      datasets: [
        { label: 'In', data: net.received.values },
        { label: 'Out', data: net.sent.values },
      ],
    });
  }

  /** The timeline, when there are new events; otherwise from time to time, so that it does not become stale. */
  async function happened(isNow: boolean): Promise<void> {
    const entries = journal.entries as unknown as Json[];
    const text = JSON.stringify(entries);
    if (entries.length === 0 || (text === told && !isNow)) return;
    told = text;
    await push('What happened', { entries });
  }

  return {
    everySecond: () => happened(false),
    everyOtherSecond: () =>
      Promise.all([
        network(),
        push('How long a push takes', { labels: [], datasets: [{ label: 'Pushes', data: times.dots }] }),
      ]),
    async everyTenthSecond(): Promise<void> {
      await Promise.all([
        happened(true),
        push('Disks and system', { html1: diskTable(await disks()), html2: systemTable() }),
        push('Move it yourself', { body: moveIt(server, keyOf('Yours to move') ?? 'KEY') }),
      ]);
    },
  };
}
