import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openTestApp, type RawAnswer } from '../support/app.ts';
import { CROSS, CROSS_NAMES } from '../support/cross-dialects.ts';
import { type Look, largeBoard } from '../support/large-boards.ts';
import { limited, median, type Result } from './result.ts';

const WIDGETS = 1000;
const ROUNDS = 5;
const LIMIT_MS = 1000;

async function timed(ask: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await ask();
  return performance.now() - start;
}

/** The minimum cost of a response: its content encoded again and sent by a bare server. */
async function floorOf({ text, headers }: RawAnswer): Promise<number> {
  const isJson = /json/.test(String(headers['content-type']));
  const value: unknown = isJson ? JSON.parse(text) : text;
  const server = createServer((_, answer) => {
    answer.end(isJson ? JSON.stringify(value) : (value as string));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1)
    rounds.push(await timed(async () => (await fetch(url, { headers: { connection: 'close' } })).text()));
  server.close();
  return median(rounds);
}

async function measure(origin: string, { dialect, name, ask }: Look): Promise<Result> {
  const first = (await ask()) as RawAnswer;
  if (first.status !== 200) throw new Error(`${name}: ${first.status} ${first.text.slice(0, 300)}`);
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await timed(ask));
  const floor = await floorOf(first);
  const what = `${dialect} ${name}, ${(first.body.length / 1024).toFixed(0)} KiB, made by ${origin}`;
  return limited(what, floor, median(rounds), 'ms', LIMIT_MS);
}

/**
 * Dashboards of a thousand widgets, one created by each dialect, read in every dialect: ms until the last byte, for each
 * view of a dashboard the slowest one.
 */
export async function run(): Promise<Result[]> {
  const results: Result[] = [];
  for (const origin of CROSS_NAMES.filter((name) => CROSS[name].many)) {
    const t = await openTestApp();
    try {
      for (const look of await largeBoard(t, origin, WIDGETS)) results.push(await measure(origin, look));
    } finally {
      await t.close();
    }
  }
  const slowest = new Map<string, Result>();
  for (const result of results) {
    const look = result.name.replace(/, [^,]+, made by \w+$/, '');
    if (result.ours > (slowest.get(look)?.ours ?? 0)) slowest.set(look, result);
  }
  return [...slowest.values()];
}
