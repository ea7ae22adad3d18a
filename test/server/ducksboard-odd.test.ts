import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import fc from 'fast-check';
import { ducksboard } from '../../server/dialects/ducksboard/index.ts';
import { createServices } from '../../server/sources/accounts/index.ts';
import { createGuard } from '../../server/sources/guard.ts';
import { openTestApp, type TestApp } from '../support/app.ts';
import { basicHeader, curl } from '../support/ducksboard.ts';

let t: TestApp;
before(async () => {
  const nowhere = createGuard({ lookup: () => Promise.reject(new Error('no network in tests')) });
  t = await openTestApp({ accountKinds: createServices(nowhere) });
});
after(() => t.close());

it('Ducksboard: no input makes the server fail', async () => {
  const api = curl(t, t.alpha.keys.owner.secret);
  const { slug } = t.alpha.board;
  const kinds = [
    'custom_numeric_boxes4',
    'custom_textual_timeline',
    'custom_image',
    'custom_numeric_gauge',
    'rss_timeline',
  ];
  const labels: string[] = [];
  for (const kind of kinds) {
    const { slots } = await api.post('/api/widgets/', { widget: { kind, title: '', dashboard: slug } });
    for (const { label } of Object.values(slots) as { label: string }[]) labels.push(label);
  }
  const names = fc.constantFrom(
    ...[
      'widget',
      'slots',
      'content',
      'kind',
      'title',
      'dashboard',
      'row',
      'column',
      'width',
      'height',
      'sound',
      '1',
      '2',
    ],
    ...[
      'label',
      'subtitle',
      'color',
      'timespan',
      'account_id',
      'url',
      'value',
      'delta',
      'timestamp',
      'name',
      'background',
    ],
    ...['layout', 'description', 'password', 'username', 'api_key', 'email', 'timezone', 'country', ...labels],
  );
  const words = fc.constantFrom(
    ...[
      ...kinds,
      ...labels,
      slug,
      'github',
      'wufoo',
      'http_json',
      'rss',
      'http://x.test/',
      'weekly',
      '\u0000',
      '\ud800',
    ],
    ...['2026-01-01', '1e308', '-1', '9007199254740993', '__proto__'],
  );
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      words,
      fc.double({ noNaN: true }),
      fc.constantFrom(null, true, '', 0, -1, 1e300, 2 ** 53),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(names, tie('value'), { maxKeys: 6 }),
    ),
  }));
  const rows = ducksboard.routes.flatMap(({ method, path }) => [path].flat().map((each) => ({ method, path: each })));
  const ids = [
    slug,
    'open-alpha',
    ...labels,
    `${t.alpha.widget.id}`,
    '0',
    '-1',
    '1e3',
    '99999999999999999999',
    '%00',
    '%F0%9F%A6%86',
  ];
  const query = fc.constantFrom(
    '',
    '?count=-1',
    '?seconds=1e9',
    '?timezone=%00',
    '?timespan=__proto__&timezone=Asia/Tokyo',
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...rows),
      fc.constantFrom(...ids),
      query,
      value,
      async ({ method, path }, id, ask, body) => {
        const filled = path.replace(/:(slug|id|label|token)/g, id) + ask;
        const sent = {
          method,
          path: filled,
          headers: basicHeader(t.alpha.keys.editor.secret),
          body: JSON.stringify(body),
        };
        const { status, text } = await t.send(sent);
        assert.ok(status < 500, `${method} ${filled} ${sent.body} answered ${status} ${text}`);
        if (status === 400) assert.match(text, /^\{"code":10[012],"errors":/);
      },
    ),
    { numRuns: 500 },
  );
  // By chance, everything may have been deleted.
  const { slug: dashboard } = await api.post('/api/dashboards/', { name: 'After all that' });
  await api.post('/api/widgets/', { widget: { kind: 'custom_image', title: '', dashboard } });
  assert.ok((await api.get('/api/widgets/')).count > 0);
});
