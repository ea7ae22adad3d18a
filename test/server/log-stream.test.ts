import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { createLogStream } from '../../server/log-stream.ts';

const directory = mkdtempSync(join(tmpdir(), 'boardcast-log-'));
after(() => rmSync(directory, { recursive: true }));

describe('the lines of the log', () => {
  const lines = Array.from({ length: 2000 }, (_, index) => `${index} ☃\n`);

  it('come whole and in their order, however many come at once', async () => {
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

  it('are lost where they cannot be written, and stop nobody', () => {
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
