import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** Requests over persistent connections; each waits for the response before the next. */
export interface LoadOrder {
  port: number;
  /** Complete requests; connection n repeats the n-th one. */
  requests: string[];
  connections: number;
  milliseconds: number;
}
export interface LoadReport {
  perSecond: number;
  /** Responses other than 2xx, by their first line. */
  bad: Record<string, number>;
  /** ms */
  latencies: number[];
}

async function run({ port, requests, connections, milliseconds }: LoadOrder): Promise<LoadReport> {
  const bad: Record<string, number> = {};
  const latencies: number[] = [];
  let count = 0;
  let isOver = false;
  const sockets = Array.from({ length: connections }, (_, index) => {
    const request = requests[index % requests.length] as string;
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let text = '';
    let sentAt = 0;
    const send = () => {
      sentAt = performance.now();
      socket.write(request);
    };
    socket.setEncoding('latin1').on('connect', send);
    socket.on('data', (chunk: string) => {
      text = text === '' ? chunk : text + chunk;
      const head = text.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = /\r\ncontent-length: (\d+)/i.exec(text)?.[1];
      if (length === undefined) throw new Error(`an answer without a length: ${text}`);
      if (text.length < head + 4 + Number(length)) return;
      if (text.charCodeAt(9) !== 50) {
        const line = text.slice(0, text.indexOf('\r\n'));
        bad[line] = (bad[line] ?? 0) + 1;
      } else count++;
      latencies.push(performance.now() - sentAt);
      text = '';
      if (!isOver) send();
    });
    socket.on('error', (error) => {
      bad[error.message] = (bad[error.message] ?? 0) + 1;
    });
    return socket;
  });
  await delay(milliseconds / 5);
  count = 0;
  latencies.length = 0;
  const start = performance.now();
  await delay(milliseconds);
  const perSecond = (1000 * count) / (performance.now() - start);
  isOver = true;
  await delay(50);
  for (const socket of sockets) socket.destroy();
  return { perSecond, bad, latencies: latencies.filter((_, index) => index % 16 === 0) };
}

process.on('message', async (order: LoadOrder) => process.send?.(await run(order)));
process.on('disconnect', () => process.exit());
