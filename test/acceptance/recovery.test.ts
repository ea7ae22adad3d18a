import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { PATIENCE } from '../support/patience.ts';
import { openScene, type Scene, untilShown } from './scene.ts';

describe('what viewers see when things change behind them', () => {
  let scene: Scene;

  before(async () => {
    scene = await openScene();
  });
  after(() => scene.close());

  it('removes what a revoked token showed', async () => {
    const { token, snippets } = await scene.token('number');
    await scene.push('number', { value1: 611 });
    const page = await scene.paste(snippets.element);
    await untilShown(page, '611', 'bc-widget');
    await scene.server.cli('token', 'revoke', token);
    await page.waitForFunction(
      () => !document.querySelector('bc-widget')?.shadowRoot?.innerHTML.includes('<bc-number'),
      { timeout: PATIENCE, polling: 20 },
    );
    const { status } = await scene.server.api('GET', `/embed/${token}`);
    assert.ok([404, 410].includes(status), `the iframe page of a revoked token answers ${status}`);
    await page.close();
  });

  it('recovers from a restart of the server and shows what came since', async () => {
    const { snippets } = await scene.token('number');
    await scene.push('number', { value1: 712 });
    const page = await scene.paste(snippets.element);
    await untilShown(page, '712', 'bc-widget');
    assert.equal(await scene.server.stop(), 0);
    await scene.server.start();
    await scene.push('number', { value1: 823 });
    await untilShown(page, '823', 'bc-widget');
    await scene.push('number', { value1: 934 });
    await untilShown(page, '934', 'bc-widget');
    await page.close();
  });

  it('keeps the last value on screen while there is no server, and says since when', async () => {
    const { snippets } = await scene.token('number');
    await scene.push('number', { value1: 145 });
    const page = await scene.paste(snippets.element);
    await untilShown(page, '145', 'bc-widget');
    await page.evaluate(() => {
      document.addEventListener('bc-stale', () => document.body.setAttribute('data-stale', ''), { once: true });
    });
    await scene.server.kill();
    await untilShown(page, '145', 'bc-widget');
    await scene.server.start();
    await scene.push('number', { value1: 256 });
    await untilShown(page, '256', 'bc-widget');
    await page.close();
  });

  it('catches up after the page was offline', async () => {
    const { snippets } = await scene.token('number');
    await scene.push('number', { value1: 361 });
    const page = await scene.paste(snippets.element);
    await untilShown(page, '361', 'bc-widget');
    await page.setOfflineMode(true);
    await scene.push('number', { value1: 472 });
    await page.setOfflineMode(false);
    await untilShown(page, '472', 'bc-widget');
    await page.close();
  });

  it('catches up when the page comes back from the back/forward cache', async () => {
    const { snippets } = await scene.token('number');
    await scene.push('number', { value1: 583 });
    const page = await scene.paste(snippets.element);
    await untilShown(page, '583', 'bc-widget');
    const elsewhere = scene.host.serve('/elsewhere', { html: '<!doctype html><title>Elsewhere</title>' });
    await page.goto(elsewhere);
    await scene.push('number', { value1: 694 });
    await page.goBack();
    await untilShown(page, '694', 'bc-widget');
    await page.close();
  });
});
