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

describe('a malicious PostgreSQL server', { timeout: 60_000 }, () => {
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

  it('does not get the password of our own database when none is configured', async () => {
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

  it('is disconnected when it does not close, so that others have their turn', async () => {
    const credentials = await pretender((socket, _, number) => socket.write(number === 0 ? welcome : no));
    await assert.rejects(query(guard, credentials, question), { code: 'invalid', message: /refused: no/ });
  });

  it('is disconnected when it sends more than the limit', async () => {
    const credentials = await pretender((socket, _, number) => {
      if (number === 0) return socket.write(message('N', Buffer.alloc(9 * 1024 * 1024), 2 ** 30));
      return undefined;
    });
    await assert.rejects(query(guard, credentials, question), {
      code: 'invalid',
      message: /larger than 8388608 bytes/,
    });
  });

  const welcomed = (...answer: Buffer[]) =>
    pretender((socket, _, number) => socket.write(number === 0 ? welcome : Buffer.concat(answer)));
  const row = (type: number, cell: string): Buffer[] => {
    const column = Buffer.alloc(18);
    column.writeUInt32BE(type, 6);
    const [one, length] = [Buffer.from([0, 1]), Buffer.alloc(4)];
    length.writeInt32BE(cell.length);
    return [
      message('T', Buffer.concat([one, Buffer.from('a\0'), column])),
      message('D', Buffer.concat([one, length, Buffer.from(cell)])),
      message('C', 'SELECT 1\0'),
      message('Z', 'I'),
    ];
  };
  const unreadable = { code: 'invalid', message: /not a PostgreSQL message|cannot be reached/ };

  for (const [what, bytes] of Object.entries({
    'a list of fields without an end': message('E', 'S'),
    'a list of no fields': message('N'),
    'an end of fields that is split': message('E', 'SERROR\0'),
    'a message shorter than its head': message('D', '', 3),
    'more columns than it brings': message('T', Buffer.from([0, 9])),
    'fewer columns than none': message('D', Buffer.from([255, 255])),
    'a way to sign in that there is not': message('R', Buffer.from([0, 0, 0, 77])),
  })) {
    it(`only loses its connection when it sends ${what}`, async () => {
      await assert.rejects(query(guard, await welcomed(bytes), question), unreadable);
      const inPieces = await pretender((socket) => {
        for (const byte of bytes) socket.write(Buffer.from([byte]));
      });
      await assert.rejects(query(guard, inPieces, question), unreadable);
    });
  }

  it('cannot make us compute one proof of the password after the other', async () => {
    const credentials = await pretender((socket, piece, number) => {
      if (number === 0) return socket.write(message('R', Buffer.from('\0\0\0\x0aSCRAM-SHA-256\0\0')));
      const nonce = /r=(.*)/.exec(piece.toString())?.[1];
      const challenge = message('R', Buffer.from(`\0\0\0\x0br=${nonce}x,s=AAAA,i=4096`));
      return socket.write(Buffer.concat(Array(4).fill(challenge)));
    });
    await assert.rejects(query(guard, { ...credentials, password: 'p' }, question), {
      code: 'invalid',
      message: /too often/,
    });
  });

  it('is understood when its messages arrive in pieces', async () => {
    const credentials = await pretender((socket, _, number) => {
      for (const byte of number === 0 ? welcome : no) socket.write(Buffer.from([byte]));
    });
    await assert.rejects(query(guard, credentials, question), { message: /refused: no/ });
  });

  for (const [name, type] of Object.entries({ timestamptz: 1184, date: 1082, 'timestamp[]': 1115 })) {
    it(`does not slow us down with an invalid ${name}`, async () => {
      const credentials = await welcomed(...row(type, `{${'9'.repeat(400_000)}}`));
      await assert.rejects(query(guard, credentials, question), { code: 'invalid' });
    });
  }
});
