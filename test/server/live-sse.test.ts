import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { encodeEvent, encodeRetry, parseEventId } from '../../server/live/sse.ts';

describe('server-sent events', { timeout: 60_000 }, () => {
  it('gives each line of the data a line of its own', () => {
    assert.equal(encodeEvent('data', 7, '{"a":1}').toString(), 'event: data\nid: 7\ndata: {"a":1}\n\n');
    assert.equal(
      encodeEvent('data', 7, 'a\nb\r\nc\rd').toString(),
      'event: data\nid: 7\ndata: a\ndata: b\ndata: c\ndata: d\n\n',
    );
    assert.equal(encodeEvent('x', 1, 'a\u2028b').toString(), 'event: x\nid: 1\ndata: a\u2028b\n\n');
  });

  it('gives reconnect delays in whole milliseconds', () => assert.equal(encodeRetry(12.7).toString(), 'retry: 13\n\n'));

  it('accepts only event ids that can be its own', () => {
    assert.equal(parseEventId('1763694000000001'), 1763694000000001);
    for (const id of [undefined, '', '-1', '1.5', '1e3', ' 1', 'abc', '9'.repeat(17), '9'.repeat(16)])
      assert.equal(parseEventId(id), null, id);
  });
});
