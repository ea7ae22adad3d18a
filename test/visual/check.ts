import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import type { Browser } from 'puppeteer-core';
import type { TypeSpec } from '../../components/model/parse.ts';
import { types } from '../../components/model/types/index.ts';
import { launchBrowser } from '../support/browser.ts';
import { serveGallery } from '../support/gallery.ts';
import { compare } from './compare.ts';
import { makeFont } from './font.ts';
import { matrixPages, matrixSamples } from './matrix.ts';
import { type Change, type Sheet, sheetPages, takeSheet } from './sheet.ts';

/*
 * Every type has one sheet: a picture of it in all states, themes, both directions, small, medium and large, and with
 * all samples of the gallery, at a stopped clock, in one language and time zone, with motion off. Sheets are compared
 * pixel by pixel with those in `baselines/`, because that sees what boxes would not: colours, lines, canvases, what
 * covers what. What makes pixels differ between machines is text, so sheets are set in a font made here (font.ts) without
 * hints: no installed font takes part, and a sheet is the same under any Chromium that draws outlines alike. What is
 * left, the smoothing of edges, moves nothing by more than a pixel, and compare.ts looks past it.
 */

const root = join(import.meta.dirname, '../..');
const baselines = join(import.meta.dirname, 'baselines');
/** Where pictures for people go: what was drawn, and what is wrong with it. */
const found = join(root, 'coverage/visual');
const madeWith = join(baselines, 'made-with.json');

/** Without hints and subpixels, glyphs are drawn from their outlines alone. */
const ARGS = ['--font-render-hinting=none', '--disable-lcd-text', '--lang=en-US', '--force-device-scale-factor=1'];

export interface Options extends Partial<Change> {
  /** In the fonts of this machine, for people to look at. */
  isForPeople?: boolean;
}

export interface Visual {
  browser: Browser;
  take(type: string, options?: Options): Promise<Sheet>;
  /** Every state in every theme, size and direction, in the fonts of this machine: the pictures and their names. */
  matrix(type: string): AsyncGenerator<readonly [name: string, sheet: Sheet]>;
  close(): Promise<void>;
}

/** Starts what takes sheets. */
export async function openVisual(): Promise<Visual> {
  const browser = await launchBrowser({ args: ARGS });
  const font = makeFont();
  return {
    browser,
    async take(type, { isForPeople = false, change, style } = {}) {
      const pages = new Map<string, { type: string; text: string | Buffer }>();
      const gallery = await serveGallery(pages);
      for (const [path, page] of sheetPages(types[type] as TypeSpec, gallery.url, isForPeople ? undefined : font))
        pages.set(path, page);
      try {
        return await takeSheet(browser, `${gallery.url}/sheet/${type}`, change && { change, style: style ?? [] });
      } finally {
        await gallery.close();
      }
    },
    async *matrix(type) {
      const spec = types[type] as TypeSpec;
      const pages = new Map<string, { type: string; text: string | Buffer }>();
      const gallery = await serveGallery(pages);
      for (const [path, page] of sheetPages(spec, gallery.url, undefined)) pages.set(path, page);
      try {
        for (const sample of matrixSamples(type, gallery.url))
          for (const { name, text } of matrixPages(spec, sample)) {
            pages.set('/matrix', { type: 'text/html', text });
            yield [`${type}-${name}`, await takeSheet(browser, `${gallery.url}/matrix`)];
          }
      } finally {
        await gallery.close();
      }
    },
    close: () => browser.close(),
  };
}

const fileOf = (type: string): string => join(baselines, `${type}.png`);

/** Keeps a sheet as what its type has to look like from now on. */
export function keep(type: string, { png }: Sheet, browserVersion: string): void {
  mkdirSync(baselines, { recursive: true });
  const { width, height, data } = PNG.sync.read(Buffer.from(png));
  const picture = new PNG({ width, height });
  picture.data = data;
  writeFileSync(
    fileOf(type),
    PNG.sync.write(picture, { colorType: 2, deflateLevel: 9, deflateStrategy: 0, filterType: 0 }),
  );
  writeFileSync(madeWith, `{ "browser": ${JSON.stringify(browserVersion)} }\n`);
}

/** What differs from the kept sheet, one line per cell, and how to go on; nothing when all is as it was. */
export function check(type: string, { png, cells }: Sheet, browserVersion: string): string[] {
  const renew = `npm run visual -- --update ${type}`;
  if (!existsSync(fileOf(type))) return [`there is no picture of ${type} to compare with: look at it, then ${renew}`];
  const before = PNG.sync.read(readFileSync(fileOf(type)));
  const after = PNG.sync.read(Buffer.from(png));
  mkdirSync(found, { recursive: true });
  const files = ['now', 'wrong'].map((kind) => join(found, `${type}-${kind}.png`)) as [string, string];
  for (const file of files) rmSync(file, { force: true });
  const marked = new PNG({ width: after.width, height: after.height });
  const isSameSize = before.width === after.width && before.height === after.height;
  const wrong = isSameSize
    ? compare(before, after, cells, marked).map(
        ({ cell, count, box }) =>
          `${type}, ${cell}: ${count} pixels differ, from ${box.left},${box.top} to ${box.right},${box.bottom}`,
      )
    : [`${type}: the sheet is ${after.width} × ${after.height}, it was ${before.width} × ${before.height}`];
  if (!wrong.length) return [];
  writeFileSync(files[0], png);
  if (isSameSize) writeFileSync(files[1], PNG.sync.write(marked));
  const { browser } = JSON.parse(readFileSync(madeWith, 'utf8')) as { browser: string };
  return [
    ...wrong,
    `look at coverage/visual/${type}-*.png; if it is as it should be: ${renew}`,
    ...(browser === browserVersion ? [] : [`the kept picture was made with ${browser}, this is ${browserVersion}`]),
  ];
}

/** Writes a sheet for people. */
export function show(type: string, { png }: Sheet): string {
  mkdirSync(found, { recursive: true });
  const file = join(found, `${type}.png`);
  writeFileSync(file, png);
  return file;
}
