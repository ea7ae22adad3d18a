import { connect, type Socket } from 'node:net';

/** A viewer asks (unless `ask` is absent) and opens the stream on one connection, like a browser. */
export type ViewersOrder =
  | { do: 'connect'; port: number; count: number; ask?: string }
  /** Report when every viewer has received a value. */
  | { do: 'expect'; value: number }
  | { do: 'leave' };

export interface ViewersReport {
  /** `process.hrtime` in ms, one clock for all processes. */
  at: number;
  refused: number;
}

const sockets = new Set<Socket>();
let expected: Buffer | undefined;
let missing = 0;
let refused = 0;

const report = () => process.send?.({ at: Number(process.hrtime.bigint()) / 1e6, refused } satisfies ViewersReport);

function view(port: number, ask: string | undefined, onOpen: () => void): void {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let text = '';
  let phase: 'answer' | 'head' | 'open' = ask === undefined ? 'head' : 'answer';
  const get = (path: string) =>
    socket.write(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: text/event-stream\r\n\r\n`);
  socket.on('connect', () => {
    if (ask === undefined) return get('/stream');
    return socket.write(
      `POST /live HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: text/plain\r\ncontent-length: ${Buffer.byteLength(ask)}\r\n\r\n${ask}`,
    );
  });
  socket.on('data', (chunk: Buffer) => {
    if (phase === 'open') {
      if (expected && chunk.includes(expected) && --missing === 0) report();
      return;
    }
    text += chunk.toString('latin1');
    const end = text.indexOf('\r\n\r\n');
    if (end < 0) return;
    if (!text.startsWith('HTTP/1.1 200')) throw new Error(`a viewer was answered ${text}`);
    if (phase === 'answer') {
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(text)?.[1]);
      if (text.length < end + 4 + length) return;
      phase = 'head';
      get(/"stream":"([^"]+)"/.exec(text)?.[1] ?? '/');
      text = '';
      return;
    }
    phase = 'open';
    text = '';
    onOpen();
  });
  socket.on('error', () => {
    refused++;
  });
  socket.on('close', () => {
    sockets.delete(socket);
    if (phase !== 'open') view(port, ask, onOpen);
  });
  sockets.add(socket);
}

process.on('message', (order: ViewersOrder) => {
  if (order.do === 'expect') {
    expected = Buffer.from(`"value1":${order.value}}`);
    missing = sockets.size;
    process.send?.({ at: 0, refused });
  }
  if (order.do === 'leave') {
    for (const socket of sockets) socket.destroy();
    report();
  }
  if (order.do === 'connect') {
    let left = order.count;
    refused = 0;
    for (let n = 0; n < order.count; n++)
      view(order.port, order.ask, () => {
        if (--left === 0) report();
      });
  }
});
process.on('disconnect', () => process.exit());
