import { ADMIN_KEY } from '../support/server.ts';
import { Program } from './programs/child.ts';
import type { LoadOrder, LoadReport } from './programs/load.ts';
import { OurServer } from './programs/ours.ts';
import { median, percentile, type Result } from './result.ts';

const CONNECTIONS = 64;
const ROUNDS = 5;
const ROUND_MS = 2000;
const GOAL = 0.75;
const BODY = JSON.stringify({ value1: 12450, value2: 9800, text1: 'Visitors' });

const request = (path: string): string =>
  [
    `POST ${path} HTTP/1.1`,
    'host: 127.0.0.1',
    `authorization: Bearer ${ADMIN_KEY}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(BODY)}`,
    '',
    BODY,
  ].join('\r\n');

/** Durable, authenticated pushes per second, compared with an echo server that stores nothing, in alternating rounds. */
export async function run(): Promise<Result[]> {
  const echo = new Program('echo');
  const load = new Program('load');
  const { port } = await echo.heard<{ port: number }>();
  const ours = await OurServer.start();
  try {
    const { widgets } = await ours.board(CONNECTIONS);
    const round = async (target: number, paths: string[]): Promise<LoadReport> => {
      const order: LoadOrder = {
        port: target,
        requests: paths.map(request),
        connections: CONNECTIONS,
        milliseconds: ROUND_MS,
      };
      const report = await load.ask<LoadReport>(order);
      if (Object.keys(report.bad).length > 0)
        throw new Error(`answers that are not 2xx: ${JSON.stringify(report.bad)}`);
      return report;
    };
    const floors: number[] = [];
    const figures: number[] = [];
    const latencies: number[] = [];
    const paths = widgets.map((key) => `/api/v2/widgets/${key}/data/`);
    for (let n = 0; n < ROUNDS; n++) {
      floors.push((await round(port, ['/'])).perSecond);
      const report = await round(ours.port, paths);
      figures.push(report.perSecond);
      latencies.push(...report.latencies);
    }
    const [floor, figure] = [median(floors), median(figures)];
    return [
      {
        name: `durable pushes, ${CONNECTIONS} connections, against an echo`,
        floor,
        ours: figure,
        unit: '/s',
        ratio: figure / floor,
        goal: `>= ${GOAL}x`,
        pass: figure / floor >= GOAL,
        note: `p50 ${percentile(latencies, 0.5).toFixed(1)} ms, p99 ${percentile(latencies, 0.99).toFixed(1)} ms`,
      },
    ];
  } finally {
    await Promise.all([echo.stop(), load.stop(), ours.remove()]);
  }
}
