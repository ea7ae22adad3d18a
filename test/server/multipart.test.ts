import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { jsonMembers } from '../../server/http/json-members.ts';
import { partsOf } from '../../server/http/multipart.ts';

const read = async (form: FormData) => {
  const sent = new Response(form);
  return partsOf(new Uint8Array(await sent.arrayBuffer()), sent.headers.get('content-type') ?? '');
};
const shown = (parts: ReturnType<typeof partsOf>) =>
  parts.map(({ name, filename, bytes }) => [name, filename, Buffer.from(bytes).toString()]);
const part = (head: string, content = '') => `--x\r\n${head}\r\n\r\n${content}\r\n`;
const field = 'Content-Disposition: form-data; name="a"';
const parsed = (body: string, type = 'multipart/form-data; boundary=x') => shown(partsOf(Buffer.from(body), type));

describe('the parts of a form', () => {
  it('are what a browser sends', async () => {
    const form = new FormData();
    form.set('name', 'Käse "gut"\r\n--x');
    form.set('fi"eld', '');
    form.set('file', new File(['a,b\r\n1,2\r\n'], 'é "q" 100%.csv'));
    form.append('empty', new File([], 'none.csv'));
    assert.deepEqual(shown(await read(form)), [
      ['name', undefined, 'Käse "gut"\r\n--x'],
      ['fi"eld', undefined, ''],
      ['file', 'é "q" 100%.csv', 'a,b\r\n1,2\r\n'],
      ['empty', 'none.csv', ''],
    ]);
    assert.deepEqual(await read(new FormData()), []);
  });

  it('may have unquoted names and other headers', () => {
    const head = 'X-Other: 1\r\ncontent-disposition:form-data;name=file;filename=t.csv\r\nContent-Type: text/csv';
    assert.deepEqual(parsed(`\r\n${part(head, 'a')}--x--`, 'Multipart/Form-Data; Boundary="x"'), [
      ['file', 't.csv', 'a'],
    ]);
  });

  for (const [what, body] of Object.entries({
    'has no end': part(field),
    'has a part without an end': `--x\r\n${field}\r\n\r\nabc`,
    'has a part without a name': `${part('Content-Type: text/plain')}--x--`,
    'begins with something else': `abc${part(field)}--x--`,
    'has a head that is too long': `${part(`${field}\r\nX: ${'y'.repeat(9000)}`)}--x--`,
    'has more parts than anybody sends': `${part(field).repeat(1001)}--x--`,
    'is empty': '',
  }))
    it(`are not read of what ${what}`, () => assert.throws(() => parsed(body), { code: 'malformed' }));

  it('are not read without a boundary', () => {
    for (const type of ['multipart/form-data', 'multipart/form-data; boundary='])
      assert.throws(() => parsed('--\r\n', type), { code: 'malformed' });
  });
});

describe('the members of a large object', () => {
  const members = async (text: string) =>
    [...(await jsonMembers(Buffer.from(text)))].map(([name, bytes]) => [name, Buffer.from(bytes).toString()]);

  it('end in the right place, whatever their texts contain', async () => {
    const texts = ['a"b', '\\', '\\"', '{"x":[1,2]}', ',:}]', ''];
    for (const text of texts) {
      const json = JSON.stringify(text);
      assert.deepEqual(await members(`{"a":${json},${json}:[${json},{"b":${json}}]}`), [
        ['a', json],
        [text, `[${json},{"b":${json}}]`],
      ]);
    }
    await assert.rejects(members('{"a":"b'), { code: 'malformed' });
    await assert.rejects(members('{"a":"b\\"}'), { code: 'malformed' });
  });

  it('yields to the event loop within long texts', async () => {
    let turns = 0;
    const count = () => {
      turns += 1;
      next = setImmediate(count);
    };
    let next = setImmediate(count);
    await members(`{"a":"${'\\"'.repeat(3_000_000)}"}`);
    clearImmediate(next);
    assert.ok(turns >= 3, `${turns} turns`);
  });
});
