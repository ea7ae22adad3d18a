import { setTimeout as delay } from 'node:timers/promises';
import { PROBED, Program } from './programs/child.ts';
import { OurServer } from './programs/ours.ts';
import type { ProbeReport } from './programs/probe.ts';
import type { ViewersOrder, ViewersReport } from './programs/viewers.ts';
import { limited, median, type Result, within } from './result.ts';

const SIZES = [1000, 5000];
const ROUNDS = 15;
/** Longer than the server delays the next update of a widget. */
const PAUSE = 150;
const FACTOR = 1.5;
const MAX_BLOCK = 10;
const MAX_BYTES = 16;
const MAX_RECONNECT = 3;
/** Widgets per viewer. */
const WIDGETS = 4;

const now = (): number => Number(process.hrtime.bigint()) / 1e6;

/** One push to all viewers, compared with one `res.write` each; the memory of viewers, and how fast they reconnect. */
export async function run(): Promise<Result[]> {
  const broadcast = new Program('broadcast', PROBED);
  const floorViewers = new Program('viewers');
  const viewers = new Program('viewers');
  const { port } = await broadcast.heard<{ port: number }>();
  const ours = await OurServer.start();
  try {
    const { widgets } = await ours.board(WIDGETS);
    const ask = JSON.stringify({ widgets: widgets.map((key) => ({ key })) });
    const results: Result[] = [];
    let value = 0;

    /** ms from sending the push until the last viewer was sent the value. */
    const round = async (crowd: Program, push: (value1: number) => Promise<unknown>): Promise<number> => {
      value++;
      await crowd.ask({ do: 'expect', value } satisfies ViewersOrder);
      const last = crowd.heard<ViewersReport>();
      const start = now();
      await push(value);
      const { at } = await last;
      await delay(PAUSE);
      return at - start;
    };
    const floorPush = (value1: number) =>
      fetch(`http://127.0.0.1:${port}/push`, { method: 'POST', body: JSON.stringify({ data: { value1 } }) });
    const ourPush = (value1: number) => ours.api('POST', `/api/v2/widgets/${widgets[0]}/data/`, { value1 });

    let present = 0;
    let blocked = 0;
    const empty = [await broadcast.probe('report'), await ours.probe('report')] as const;
    for (const size of SIZES) {
      const count = size - present;
      await floorViewers.ask({ do: 'connect', port, count } satisfies ViewersOrder);
      await viewers.ask({ do: 'connect', port: ours.port, count, ask } satisfies ViewersOrder);
      const full = [await broadcast.probe('report'), await ours.probe('report')] as const;
      if (size === SIZES.at(-1)) results.push(memory(size, empty, full));
      present = size;
      const floors: number[] = [];
      const figures: number[] = [];
      for (let n = 0; n < ROUNDS; n++) {
        floors.push(await round(floorViewers, floorPush));
        figures.push(await round(viewers, ourPush));
      }
      ({ blocked } = await ours.probe('report'));
      results.push(within(`push to the last of ${size} viewers`, median(floors), median(figures), 'ms', FACTOR));
    }
    const { blocked: floorBlocked } = await broadcast.probe('report');
    results.push(limited(`longest block, ${present} viewers (CPU)`, floorBlocked, blocked, 'ms', MAX_BLOCK));

    await floorViewers.ask({ do: 'leave' } satisfies ViewersOrder);
    await viewers.ask({ do: 'leave' } satisfies ViewersOrder);
    await ours.restart();
    const comeBack = async (crowd: Program, order: ViewersOrder): Promise<{ seconds: number; refused: number }> => {
      const start = now();
      const { at, refused } = await crowd.ask<ViewersReport>(order);
      return { seconds: (at - start) / 1000, refused };
    };
    const floorBack = await comeBack(floorViewers, { do: 'connect', port, count: present });
    const back = await comeBack(viewers, { do: 'connect', port: ours.port, count: present, ask });
    const name = `${present} viewers back after a restart, all at once`;
    const result = limited(name, floorBack.seconds, back.seconds, 's', MAX_RECONNECT);
    results.push({ ...result, pass: result.pass && back.refused === 0, note: `${back.refused} refused` });
    return results;
  } finally {
    await Promise.all([broadcast.stop(), floorViewers.stop(), viewers.stop(), ours.remove()]);
  }
}

type Pair = readonly [floor: ProbeReport, ours: ProbeReport];

function memory(count: number, before: Pair, after: Pair): Result {
  const kilobytes = (key: 'rss' | 'heap', which: 0 | 1) => (after[which][key] - before[which][key]) / count / 1024;
  const result = limited('memory per viewer (RSS)', kilobytes('rss', 0), kilobytes('rss', 1), 'KB', MAX_BYTES);
  return { ...result, note: `of it JavaScript's heap ${kilobytes('heap', 1).toFixed(1)} KB` };
}
