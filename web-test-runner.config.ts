import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { chromeLauncher, type TestRunnerConfig } from '@web/test-runner';
import { browserArgs, findChromium } from './test/support/browser.ts';
import { PATIENCE } from './test/support/patience.ts';

const root = import.meta.dirname;

type Plugin = NonNullable<TestRunnerConfig['plugins']>[number];

/** Serves a .ts file as the browser needs it: types blanked out, so that lines and columns stay what they are. */
const typescript: Plugin = {
  name: 'typescript',
  resolveMimeType: (context) => (context.path.endsWith('.ts') ? 'js' : undefined),
  transform(context) {
    if (!context.path.endsWith('.ts')) return;
    return { body: stripTypeScriptTypes(String(context.body), { mode: 'strip' }) };
  },
};

/** Serves axe-core, which is a classic script, as a module (see test/support/axe.ts). */
const axe: Plugin = {
  name: 'axe',
  serve(context) {
    if (context.path !== '/axe.js') return;
    const source = readFileSync(join(root, 'node_modules/axe-core/axe.min.js'), 'utf8');
    return { body: `${source}\nexport default globalThis.axe;`, type: 'js' };
  },
};

/** Elements stand on what the browser build gives them, not on Lit's own base class. */
const lit: Plugin = {
  name: 'lit',
  resolveImport: ({ source }) => (source === 'lit' ? '/components/lit.ts' : undefined),
};

/** Firefox in place of Chromium, where its program is named: `FIREFOX_PATH=/usr/bin/firefox npm test -- browser`. */
const firefox = process.env.FIREFOX_PATH && {
  browser: 'firefox' as const,
  executablePath: process.env.FIREFOX_PATH,
  // A page behind another one keeps its focus, too.
  extraPrefsFirefox: { 'focusmanager.testmode': true },
};

const chromium = chromeLauncher({
  launchOptions: { executablePath: findChromium(), args: browserArgs },
  // Pages run side by side, and each must believe it is in front: one behind sees no element come into view.
  async createPage({ context }) {
    const page = await context.newPage();
    const session = await page.createCDPSession();
    await session.send('Emulation.setFocusEmulationEnabled', { enabled: true });
    return page;
  },
});

const config: TestRunnerConfig = {
  rootDir: root,
  files: ['test/components/**/*.test.ts', '!test/components/**/model*.test.ts'],
  nodeResolve: { exportConditions: ['browser', 'development'] },
  plugins: [axe, lit, typescript],
  browsers: [firefox ? chromeLauncher({ launchOptions: firefox, concurrency: 1 }) : chromium],
  concurrency: 2,
  testFramework: { config: { ui: 'bdd', timeout: String(2 * PATIENCE) } },
  testRunnerHtml: (script) =>
    `<!doctype html><html lang="en"><head><meta charset="utf-8"></head><body><script type="module" src="${script}"></script></body></html>`,
};

export default config;
