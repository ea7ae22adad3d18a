import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type Browser, type LaunchOptions, launch } from 'puppeteer-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** Paths of browsers inside a download cache, per platform. */
const INSIDE = [
  'chrome-linux/chrome',
  'chrome-linux64/chrome',
  'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
  'chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
  'chrome-mac-x64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
  'chrome-win/chrome.exe',
  'chrome-win64/chrome.exe',
];

const MAC = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

const isRoot = process.getuid?.() === 0;

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function onPath(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

/** The newest browser in the caches of Playwright and puppeteer. */
function inCaches(): string | undefined {
  const home = homedir();
  const roots = [
    process.env.PLAYWRIGHT_BROWSERS_PATH ?? '',
    process.env.PUPPETEER_CACHE_DIR ? join(process.env.PUPPETEER_CACHE_DIR, 'chrome') : '',
    join(home, '.cache/ms-playwright'),
    join(home, '.cache/puppeteer/chrome'),
    join(home, 'Library/Caches/ms-playwright'),
  ];
  for (const root of roots.filter((folder) => folder && existsSync(folder))) {
    const versions = readdirSync(root).sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
    const found = versions.flatMap((version) => INSIDE.map((file) => join(root, version, file))).find(isExecutable);
    if (found) return found;
  }
  return undefined;
}

const installed = (): string | undefined => onPath() ?? MAC.find(isExecutable) ?? inCaches();

function run(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'], timeout: 300_000 });
    return true;
  } catch {
    return false;
  }
}

/**
 * Path of a Chromium or Chrome: `CHROME_PATH`, the PATH, the caches of Playwright and puppeteer; when there is none,
 * it is installed (apt-get as root on Debian, else Playwright's download).
 * @throws with instructions when all of that fails
 */
export function findChromium(): string {
  const given = process.env.CHROME_PATH;
  if (given) {
    if (!isExecutable(given)) throw new Error(`CHROME_PATH is ${given}, which cannot be executed`);
    return given;
  }
  const found = installed();
  if (found) return found;
  console.error('No Chromium on this machine: trying to install one');
  if (isRoot && existsSync('/etc/debian_version')) {
    if (run('apt-get', 'update', '-qq')) run('apt-get', 'install', '-y', '-qq', '--no-install-recommends', 'chromium');
    const packaged = installed();
    if (packaged) return packaged;
  }
  run('npx', '--yes', 'playwright', 'install', ...(isRoot ? ['--with-deps'] : []), 'chromium');
  const downloaded = installed();
  if (downloaded) return downloaded;
  throw new Error('The browser checks need Chromium or Chrome: install one, or name it in CHROME_PATH');
}

/** Quiet, the same on every machine, and able to start as root in a container. */
export const browserArgs: string[] = [
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--force-color-profile=srgb',
  '--hide-scrollbars',
  ...(isRoot ? ['--no-sandbox'] : []),
];

/** A headless browser for puppeteer tests; close it in `after`. */
export function launchBrowser(options: LaunchOptions = {}): Promise<Browser> {
  const { args = [], ...rest } = options;
  return launch({ executablePath: findChromium(), headless: true, args: [...browserArgs, ...args], ...rest });
}
