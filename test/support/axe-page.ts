import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'puppeteer-core';

const axe = readFileSync(join(import.meta.dirname, '../../node_modules/axe-core/axe.min.js'), 'utf8');

/** One line per rule that axe finds broken on a whole page, frames left out where `iframes` is false; empty when all is well. */
export async function axeOn(page: Page, options: RunOptions = {}): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(
    (wanted): Promise<AxeResults> =>
      (globalThis as unknown as { axe: { run(options: RunOptions): Promise<AxeResults> } }).axe.run(wanted),
    { resultTypes: ['violations'], ...options } as RunOptions,
  );
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target, html }) => `${target} ${html}`).join(' | ')}`,
  );
}
