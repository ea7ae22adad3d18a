import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { loggableError } from '../../server/http/log.ts';
import { createLog, createLogStream } from '../../server/log-stream.ts';
import { unavailable } from '../../server/store/errors.ts';

const directory = mkdtempSync(join(tmpdir(), 'boardcast-log-'));
after(() => rmSync(directory, { recursive: true }));

describe('the lines of the log', () => {
  const lines = Array.from({ length: 2000 }, (_, index) => `${index} ☃\n`);

  it('are complete and in order, however many come at once', async () => {
    const file = join(directory, 'many');
    const fd = openSync(file, 'a');
    const stream = createLogStream(fd);
    for (const line of lines.slice(0, 1000)) stream.write(line);
    while (readFileSync(file, 'utf8').length < lines.slice(0, 1000).join('').length) await turn();
    for (const line of lines.slice(1000)) stream.write(line);
    while (readFileSync(file, 'utf8').length < lines.join('').length) await turn();
    assert.equal(readFileSync(file, 'utf8'), lines.join(''));
    closeSync(fd);
  });

  it('are dropped when they cannot be written, and block nothing', () => {
    const file = join(directory, 'read-only');
    writeFileSync(file, '');
    const fd = openSync(file, 'r');
    const stream = createLogStream(fd);
    for (const line of lines) stream.write(line);
    stream.flushSync();
    stream.write('one more\n');
    stream.flushSync();
    assert.equal(readFileSync(file, 'utf8'), '');
  });
});

describe('an error in the log', () => {
  it('has its message and its cause, without their other properties', () => {
    let line = '';
    const log = createLog('info', { write: (text) => void (line += text) });
    const refused = Object.assign(new Error('duplicate key'), {
      code: '23505',
      detail: 'Key (email)=(ann@example.org)',
    });
    const client = { user: 'boardcast', secretKey: 4711 };
    log.warn({ err: Object.assign(new Error('lost', { cause: refused }), { client }) }, 'gone');
    const { err, msg, level } = JSON.parse(line);
    assert.deepEqual(
      [level, msg, err.message, err.cause.message, err.cause.code],
      [40, 'gone', 'lost', 'duplicate key', '23505'],
    );
    assert.doesNotMatch(line, /ann@example|secretKey|4711/);
  });

  it('has a stack unless the database or the disk failed, which every push to a full disk would repeat', () => {
    const [full, bug] = [new Error('disk is full'), new TypeError('of ours')];
    const failed = (cause: Error) => JSON.stringify(loggableError(unavailable('cannot be used', cause)));
    assert.match(failed(full), /cannot be used.*disk is full/);
    assert.doesNotMatch(failed(full), /stack/);
    assert.match(JSON.stringify(loggableError(bug)), /stack/);
  });
});
