import os from 'node:os';
import type { JsonObject } from '../components/model/widget.ts';
import { cpuMeter, disks, memory, programMeter, type Traffic, traffic } from './measure.ts';
import { diskTable, duration, systemTable } from './words.ts';

export interface PusherOptions {
  /** Address of the server. */
  server: string;
  apiKey: string;
  /** Key of the dashboard whose widgets it feeds, found by their titles. */
  dashboard: string;
  signal: AbortSignal;
  onProblem(message: string): void;
}

interface Found {
  key: string;
  title: string;
  type: string;
}

/** How many points a history holds: a minute of figures, two of a chart. */
const POINTS = 60;
const GIGABYTE = 1e9;

const round = (value: number, digits = 1): number => Number(value.toFixed(digits));

/** The last values of something, with what they were before. */
class History {
  readonly values: number[] = [];

  add(value: number): number {
    this.values.push(value);
    if (this.values.length > POINTS) this.values.shift();
    return value;
  }

  get average(): number {
    return this.values.reduce((sum, value) => sum + value, 0) / (this.values.length || 1);
  }
}

/**
 * Measures this machine and the server once a second, and pushes what it finds through the public API.
 * Resolves after the signal, once what it was doing is done.
 */
export async function runPusher({ server, apiKey, dashboard, signal, onProblem }: PusherOptions): Promise<void> {
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
  const request = (path: string, init: RequestInit = {}) =>
    fetch(server + path, { headers, signal: AbortSignal.timeout(5000), ...init });
  const { widgets } = (await (await request(`/api/v2/dashboards/${dashboard}/widgets/`)).json()) as {
    widgets: Found[];
  };

  /** Widgets that somebody has renamed or deleted are left alone. */
  const push = async (title: string, data: JsonObject): Promise<void> => {
    const widget = widgets.find((candidate) => candidate.title === title && (title || candidate.type === 'text'));
    if (!widget) return;
    const answer = await request(`/api/v2/widgets/${widget.key}/data/`, { method: 'POST', body: JSON.stringify(data) });
    if (!answer.ok) onProblem(`push to “${title}” was answered ${answer.status}`);
    await answer.arrayBuffer();
  };

  const cpu = cpuMeter();
  const programs = programMeter();
  const load = new History();
  const used = new History();
  const pushed = new History();
  const viewers = new History();
  const chart = { labels: [] as string[], user: new History(), system: new History() };
  const net = { labels: [] as string[], received: new History(), sent: new History() };
  let lastTraffic: { at: number; bytes: Traffic } | undefined;
  let lastPushes: { at: number; count: number } | undefined;

  async function everySecond(): Promise<void> {
    const [load1 = 0, , load15 = 0] = os.loadavg();
    const ram = await memory();
    const metrics = await metricsOf(request);
    const now = performance.now();
    const rate = lastPushes ? (1000 * (metrics.pushes - lastPushes.count)) / (now - lastPushes.at) : 0;
    const isFirst = lastPushes === undefined;
    lastPushes = { at: now, count: metrics.pushes };
    load.add(round(load1, 2));
    used.add(round((100 * ram.programs) / ram.total));
    viewers.add(metrics.viewers);
    if (!isFirst) pushed.add(round(rate));
    await Promise.all([
      push('Load', {
        value1: round(load1, 2),
        value2: round(load15, 2),
        text1: `last minute, ${os.availableParallelism()} cores`,
        text2: 'over 15 minutes',
        series: load.values,
      }),
      push('Memory in use', {
        value1: used.values.at(-1) ?? 0,
        value2: round(used.average),
        text1: `of ${round(ram.total / GIGABYTE)} GB`,
        text2: 'on average',
        series: used.values,
      }),
      isFirst ||
        push('Pushes per second', {
          value1: round(rate),
          value2: round(pushed.average),
          text1: `each on disk before its answer`,
          text2: 'on average',
          series: pushed.values,
        }),
      push('Viewers', {
        value1: metrics.viewers,
        value2: viewers.values[0] ?? metrics.viewers,
        text1: 'open streams, one per page',
        text2: 'a minute ago',
        series: viewers.values,
      }),
    ]);
  }

  async function everyOtherSecond(): Promise<void> {
    const [ram, bytes, busiest] = await Promise.all([memory(), traffic(), programs()]);
    const share = cpu();
    remember(chart.labels, timeLabel());
    chart.user.add(round(share.user));
    chart.system.add(round(share.system));
    await push('CPU', {
      labels: chart.labels,
      datasets: [
        { label: 'User', data: chart.user.values },
        { label: 'System', data: chart.system.values },
      ],
    });
    const now = performance.now();
    if (bytes && lastTraffic) {
      const seconds = (now - lastTraffic.at) / 1000;
      remember(net.labels, timeLabel(), 20);
      remember(net.received.values, round((bytes.received - lastTraffic.bytes.received) / 1000 / seconds), 20);
      remember(net.sent.values, round((bytes.sent - lastTraffic.bytes.sent) / 1000 / seconds), 20);
      await push('Network', {
        labels: net.labels,
        datasets: [
          { label: 'In', data: net.received.values },
          { label: 'Out', data: net.sent.values },
        ],
      });
    }
    if (bytes) lastTraffic = { at: now, bytes };
    await push('Where the memory is', {
      labels: ['Programs', 'Cache', 'Free'],
      datasets: [['GB', [ram.programs, ram.cache, ram.free].map((part) => round(part / GIGABYTE, 2))]],
    });
    const items = busiest
      .filter(({ share }) => share >= 0.05)
      .slice(0, 6)
      .map(({ name, share }) => ({ name, value: `${round(share)} %` }));
    if (items.length) await push('Busiest programs', { items });
  }

  async function everyTenthSecond(): Promise<void> {
    const nextHour = new Date(Math.ceil((Date.now() + 1) / 3_600_000) * 3_600_000);
    await Promise.all([
      push('', {
        text1: `${os.hostname()} is up`,
        text2: `for ${duration(os.uptime())}, on ${os.availableParallelism()} cores with ${round(os.totalmem() / GIGABYTE)} GB`,
      }),
      push('Next full hour', { target_datetime: nextHour.toISOString().slice(0, 19).replace('T', ' ') }),
      push('Disks and system', { html1: diskTable(await disks()), html2: systemTable() }),
    ]);
  }

  const timers: [work: () => Promise<void>, seconds: number][] = [
    [everySecond, 1],
    [everyOtherSecond, 2],
    [everyTenthSecond, 10],
  ];
  await Promise.all(timers.map(([work, seconds]) => repeat(work, seconds * 1000, signal, onProblem)));
}

/** Works at a steady beat until aborted; a beat whose work is late is left out. */
async function repeat(
  work: () => Promise<void>,
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

const pause = (milliseconds: number, signal: AbortSignal): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = () => {
    clearTimeout(timer);
    signal.removeEventListener('abort', done);
    resolve();
  };
  const timer = setTimeout(done, milliseconds);
  signal.addEventListener('abort', done);
  return promise;
};

/** What the server tells about itself, in Prometheus' text format. */
async function metricsOf(request: (path: string) => Promise<Response>) {
  const text = await (await request('/metrics')).text();
  const read = (name: string): number =>
    Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)`, 'm').exec(text)?.[1] ?? 0);
  return {
    pushes: read('boardcast_pushes_total'),
    viewers: read('boardcast_viewers'),
  };
}

function remember<T>(list: T[], value: T, limit = POINTS): void {
  list.push(value);
  if (list.length > limit) list.shift();
}

const timeLabel = (): string => new Date().toISOString().slice(0, 19).replace('T', ' ');
