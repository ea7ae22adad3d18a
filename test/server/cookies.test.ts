import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openTestApp, PASSWORD, type TestApp } from '../support/app.ts';

let t: TestApp;
before(async () => {
  t = await openTestApp({ env: { PUBLIC_URL: 'https://boards.example.com' } });
});
after(() => t.close());

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
/** What a form's answer sets, without value and time. */
async function cookieOf(path: string, body: string): Promise<string[]> {
  const { headers } = await t.send({ method: 'POST', path, headers: FORM, body });
  const [cookie = ''] = headers['set-cookie'] ?? [];
  const hides = (part: string) => !/^(?:Max-Age|Expires)=/i.test(part);
  return cookie
    .replace(/=[^;]*/, '')
    .split('; ')
    .filter(hides)
    .sort();
}

describe('cookies behind https', () => {
  it('of a session stay on this site and are hidden from scripts', async () => {
    const form = new URLSearchParams({ login: 'alpha-owner', password: PASSWORD });
    assert.deepEqual(await cookieOf('/admin/login', `${form}`), [
      ...['HttpOnly', 'Path=/', 'SameSite=Lax', 'Secure', 'bc_session'],
    ]);
  });

  it('of a page with a password are sent to that page only, also inside frames on other sites if it may be framed', async () => {
    const { sharing, shares } = t.domain;
    const owner = await t.domain.people.byPassword('alpha-owner', PASSWORD);
    const { token } = await sharing.createAccessToken(t.alpha.board.key, { password: 'swordfish' });
    const share = await shares.update(owner, t.alpha.board, { enabled: true, passwordRequired: true });
    await shares.addPassword(owner, t.alpha.board, { password: 'swordfish', note: '' });
    const foreign = ['HttpOnly', 'Partitioned'];
    for (const [path, name, expected] of [
      [`/public/${token}`, 'bc_proof', [...foreign, 'SameSite=None', 'Secure']],
      [`/embedded/${share.token}`, 'posthog_sharing_token', [...foreign, 'SameSite=None', 'Secure']],
      [`/shared/${share.token}`, 'posthog_sharing_token', ['HttpOnly', 'SameSite=Lax', 'Secure']],
    ] as const)
      assert.deepEqual(await cookieOf(path, 'password=swordfish'), [...expected, `Path=${path}`, name].sort());
  });
});

describe('a session without its CSRF token', () => {
  it('changes nothing by any method', async () => {
    const { cookie, csrf } = await t.domain.people.openSession(
      await t.domain.people.byPassword('alpha-owner', PASSWORD),
    );
    const { board, widget, workspace } = t.alpha;
    const project = `/api/projects/${workspace.id}/dashboards/${board.id}`;
    for (const [method, path] of [
      ['PUT', '/api/user'],
      ['PATCH', project],
      ['DELETE', `/api/widgets/${widget.id}`],
    ] as const)
      for (const token of [undefined, '', csrf.slice(1)]) {
        const headers = { cookie: `bc_session=${cookie}`, ...(token !== undefined && { 'x-csrf-token': token }) };
        assert.equal((await t.send({ method, path, headers, body: '{}' })).status, 403, `${method} ${token}`);
      }
    const headers = { cookie: `bc_session=${cookie}`, 'x-csrf-token': csrf };
    assert.equal((await t.send({ method: 'PATCH', path: project, headers, body: '{}' })).status, 200);
  });
});
