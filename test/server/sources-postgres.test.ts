import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { after, afterEach, describe, it } from 'node:test';
import { query } from '../../server/sources/accounts/postgresql.ts';
import { createGuard } from '../../server/sources/guard.ts';

const guard = createGuard({ allow: ['127.0.0.1'] });
const question = { sql: 'select 1' };

/** One message of PostgreSQL's protocol: its letter, its length, its content. */
function message(letter: string, content: string | Buffer = '', length = content.length + 4): Buffer {
  const head = Buffer.alloc(5);
  head.write(letter);
  head.writeInt32BE(length, 1);
  return Buffer.concat([head, Buffer.from(content)]);
}
const askPassword = message('R', Buffer.from([0, 0, 0, 3]));
const welcome = Buffer.concat([message('R', Buffer.alloc(4)), message('Z', 'I')]);
const no = Buffer.concat([message('E', 'SERROR\0VERROR\0C42601\0Mno\0\0'), message('Z', 'I')]);

describe('what only calls itself PostgreSQL', () => {
  const servers: Server[] = [];
  const sockets: Socket[] = [];
  const environment = { ...process.env };
  afterEach(() => {
    process.env = { ...environment };
  });
  after(() => {
    for (const socket of sockets) socket.destroy();
    for (const server of servers) server.close();
  });

  /** Answers each piece that comes, by its number; it never hangs up by itself. */
  async function pretender(answer: (socket: Socket, piece: Buffer, number: number) => void) {
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      sockets.push(socket);
      let number = 0;
      socket.on('error', () => undefined);
      socket.on('data', (piece) => answer(socket, piece, number++));
    });
    servers.push(server.listen(0, '127.0.0.1'));
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    return { host: '127.0.0.1', port: `${port}`, database: 'd', user: 'u' };
  }

  it('is not told the password of our own database when it is given none', async () => {
    process.env.PGPASSWORD = 'of our own';
    const heard: Buffer[] = [];
    const credentials = await pretender((socket, piece, number) => {
      if (number === 0) return socket.write(askPassword);
      heard.push(piece);
      return socket.write(Buffer.concat([welcome, no]));
    });
    await assert.rejects(query(guard, credentials, question));
    assert.doesNotMatch(Buffer.concat(heard).toString(), /of our own/);
    assert.equal(heard[0]?.toString(), 'p\0\0\0\x05\0');
  });

  it('is left when it does not hang up, so that others have their turn', async () => {
    const credentials = await pretender((socket, _, number) => socket.write(number === 0 ? welcome : no));
    await assert.rejects(query(guard, credentials, question), { code: 'invalid', message: /refused: no/ });
  });

  it('is cut off when it brings more than an answer may have', async () => {
    const credentials = await pretender((socket, _, number) => {
      if (number === 0) return socket.write(message('N', Buffer.alloc(9 * 1024 * 1024), 2 ** 30));
      return undefined;
    });
    await assert.rejects(query(guard, credentials, question), { code: 'invalid', message: /more than 8388608 bytes/ });
  });
});
