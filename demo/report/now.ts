import os from 'node:os';
import type { Feed } from './feed.ts';
import type { Journal } from './journal.ts';
import { cpuMeter, memory, wholeShares } from './measure.ts';
import { GIGABYTE, momentOf, Past, remember, round } from './past.ts';
import { readFigures, type ServerFigures } from './server-figures.ts';
import { duration } from './words.ts';

/** Columns of the heatmap of cores: one minute. */
const COLUMNS = 30;
/** Maximum rows that can be told apart. */
const MOST_CORES = 16;
/** Event loop delays in milliseconds from which the server is busy, and from which it falls behind. */
const BUSY = 20;
const BEHIND = 100;

/** The first page of the board: current values. */
export function reportNow({ push, metrics, dataOf }: Feed, journal: Journal) {
  const cpu = cpuMeter();
  const load = new Past();
  const rates = new Past();
  const viewers = new Past();
  const course = { labels: [] as string[], user: new Past(), system: new Past() };
  const cores: { moment: string; shares: number[] }[] = [];
  const known: { at: number; figures: ServerFigures }[] = [];
  let busy = 0;

  async function server(): Promise<void> {
    const figures = readFigures(await metrics());
    const now = performance.now();
    const before = known.at(-2) ?? known.at(-1);
    remember(known, { at: now, figures });
    const { stored } = figures;
    if (!before) journal.note('The server started', undefined, figures.startedAt);
    if (known.at(-2)?.figures.stored === 0 && stored > 0) journal.note('The first push is on disk');
    const own = (await dataOf('Yours to move'))?.value1;
    journal.look({ viewers: figures.viewers, busy, lag: figures.lag, own: typeof own === 'number' ? own : undefined });
    viewers.add(figures.viewers);
    const rate = before && round((1000 * (stored - before.figures.stored)) / (now - before.at));
    if (rate !== undefined) rates.add(rate);
    await Promise.all([
      rate !== undefined &&
        push('Pushes per second', {
          value1: rate,
          value2: round(rates.average),
          text1: 'each on disk first',
          text2: 'on average',
          series: rates.values,
        }),
      push('Viewers', {
        value1: figures.viewers,
        value2: viewers.values[0] ?? figures.viewers,
        text1: 'open streams, one per page',
        text2: 'a minute ago',
        series: viewers.values,
      }),
      push('Is the server keeping up?', {
        status: figures.lag < BUSY ? 'ok' : figures.lag < BEHIND ? 'warning' : 'error',
        text: `Event loop delay: ${round(figures.lag)} ms`,
      }),
    ]);
  }

  async function figuresOfLoad(): Promise<void> {
    const [load1 = 0, , load15 = 0] = os.loadavg();
    load.add(round(load1, 2));
    await push('Load', {
      value1: round(load1, 2),
      value2: round(load15, 2),
      text1: `last minute, ${os.availableParallelism()} cores`,
      text2: 'over 15 minutes',
      series: load.values,
    });
  }

  async function processor(): Promise<void> {
    const share = cpu();
    const moment = momentOf(Date.now());
    busy = share.user + share.system;
    remember(course.labels, moment);
    const whole = wholeShares(share);
    course.user.add(whole.user);
    course.system.add(whole.system);
    remember(cores, { moment, shares: share.cores.map((each) => round(each)) }, COLUMNS);
    await Promise.all([
      push('CPU busy', { value: whole.user + whole.system, text: `of ${os.availableParallelism()} cores` }),
      push('CPU', {
        labels: course.labels,
        datasets: [
          { label: 'User', data: course.user.values },
          { label: 'System', data: course.system.values },
        ],
      }),
      push('CPU by core', {
        x: cores.map(({ moment }) => moment),
        y: share.cores.slice(0, MOST_CORES).map((_, core) => `Core ${core + 1}`),
        values: share.cores.slice(0, MOST_CORES).map((_, core) => cores.map(({ shares }) => shares[core] ?? null)),
      }),
    ]);
  }

  async function ofTheServer(): Promise<void> {
    const [oldest, newest] = [known[0]?.figures, known.at(-1)?.figures];
    if (!oldest || !newest) return;
    const { good, refused, failed } = newest.answers;
    const grown = (name: 'received' | 'stored' | 'sent'): number => newest[name] - oldest[name];
    await Promise.all([
      push('Responses', {
        values: [
          { label: 'Good', value: good },
          { label: 'Refused', value: refused },
          { label: 'Failed', value: failed },
        ],
      }),
      push('From a push to a page', {
        funnel: [
          // Requests are counted when they end, so `stored` may be ahead of `received`.
          { name: 'Received', value: Math.max(grown('received'), grown('stored')) },
          { name: 'On disk', value: grown('stored') },
          { name: 'Sent to viewers', value: grown('sent') },
        ],
      }),
    ]);
  }

  async function memoryInUse(): Promise<void> {
    const { programs, total } = await memory();
    await push('Memory in use', {
      current: round(programs / GIGABYTE, 2),
      max: round(total / GIGABYTE, 2),
      text: `${round((total - programs) / GIGABYTE)} GB available`,
    });
  }

  async function words(): Promise<void> {
    const nextHour = Math.ceil((Date.now() + 1) / 3_600_000) * 3_600_000;
    const size = `on ${os.availableParallelism()} cores with ${round(os.totalmem() / GIGABYTE)} GB`;
    await Promise.all([
      push('', { text1: `${os.hostname()} is up`, text2: `for ${duration(os.uptime())}, ${size}` }),
      push('Next full hour', { target_datetime: momentOf(nextHour) }),
    ]);
  }

  return {
    everySecond: () => Promise.all([server(), figuresOfLoad()]),
    everyOtherSecond: () => Promise.all([processor(), memoryInUse(), ofTheServer()]),
    everyTenthSecond: words,
  };
}
