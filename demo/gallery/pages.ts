import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { html, raw } from 'hono/html';
import type { TypeSpec } from '../../components/model/parse.ts';
import { types } from '../../components/model/types/index.ts';
import { commonFields, configFields, dataFields } from '../../server/docs/rules.ts';
import { fieldTable } from '../../server/docs/widgets-page.ts';
import type { Html } from '../../server/render/page.ts';
import { configInputs } from './controls.ts';
import { type Sample, samplesOf } from './samples/index.ts';
import { LOCALES, scenes, THEMES, widget } from './scenes.ts';
import { snippets } from './snippets.ts';

/** Addresses: of the server with the elements, and of the gallery itself. */
export interface Place {
  server: string;
  host: string;
}

const views = join(import.meta.dirname, '../../components/widgets');

/** Describes a type, with the `@summary` of its element. */
function summaryOf(type: string): string {
  const text = readFileSync(join(views, `${type}.ts`), 'utf8');
  const { summary = '' } = /@summary (?<summary>[^@]*?)(?:\n \* @|\n \*\/)/.exec(text)?.groups ?? {};
  return summary.replace(/\s*\n \*\s*/g, ' ').trim();
}

const nav = (current = ''): Html =>
  html`<nav class="types" aria-label="Widget types"><ul><li><a href="/gallery/"${current ? '' : html` aria-current="page"`}>All types</a></li>${Object.values(
    types,
  ).map(
    ({ type, title }) =>
      html`<li><a href="/gallery/${type}/"${type === current ? html` aria-current="page"` : ''}>${title}</a></li>`,
  )}<li><a href="/gallery/board/"${current === 'board' ? html` aria-current="page"` : ''}>One of each</a></li><li><a href="/own-type">Your own type</a></li></ul></nav>`;

const page = ({ server }: Place, title: string, type: string, main: Html): string =>
  `${html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${title} · Boardcast gallery</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/gallery/style.css">
<link rel="expect" href="#end" blocking="render">
<script type="module" src="${server}/bc.js"></script>
<script type="module" src="/gallery/gallery.js"></script>
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header class="bar"><a class="brand" href="/">Boardcast</a><a href="/gallery/">Gallery</a>
<label>Theme <select id="scheme"><option value="light dark">system</option><option>light</option><option>dark</option></select></label></header>
<div class="columns">${nav(type)}<main id="main">${main}</main></div>
<i id="end" hidden></i>
</body>
</html>`}\n`;

/** A card for each type, with a live miniature. */
export function indexPage(place: Place): string {
  const cards = Object.values(types).map((spec) => {
    const [sample] = samplesOf(spec.type, place.host);
    return html`<li class="card"><h2><a href="/gallery/${spec.type}/">${spec.title}</a></h2><p>${summaryOf(spec.type)}</p><div class="slot">${widget(spec, sample as Sample)}</div></li>`;
  });
  return page(
    place,
    'All widget types',
    '',
    html`<h1>Every widget type</h1>
<p class="lead">Each of these is one element, drawn from JSON. Choose one to see its states, sizes, themes and languages,
to try it with your own data, and to copy the <code>curl</code> command that pushes to it.</p>
<ul class="cards">${cards}</ul>`,
  );
}

/** Sizes on the page with all types: similar to those on a board, but without gaps in the grid. */
const across = ({ w }: TypeSpec): number => (w > 4 ? 6 : 3);
const down = ({ h }: TypeSpec): number => (h > 2 ? 4 : 2);

/** One widget of every type side by side. */
export function boardPage(place: Place): string {
  const tiles = Object.values(types).map((spec) => {
    const [sample] = samplesOf(spec.type, place.host);
    return html`<div class="slot" style="grid-area:span ${down(spec)}/span ${across(spec)}">${widget(spec, sample as Sample, { level: 2 })}</div>`;
  });
  return page(place, 'One of each', 'board', html`<h1>One of each</h1><div class="tiles">${tiles}</div>`);
}

const select = (name: string, label: string, options: readonly (readonly [string, string])[]): Html =>
  html`<label>${label}<select name="${name}">${options.map(([value, text]) => html`<option value="${value}">${text}</option>`)}</select></label>`;

function playground(spec: TypeSpec, sample: Sample, samples: readonly Sample[]): Html {
  return html`<section id="play"><h2>Try it</h2>
<div class="stage" tabindex="0" role="group" aria-label="Preview, resizable"><div class="slot resizable">${widget(spec, sample)}</div></div>
<p class="fine">Drag the corner to resize: <output name="size">480 × 280</output> pixels.</p>
<form class="controls">
<fieldset><legend>Display</legend>
${select('theme', 'theme', [['', 'same as the page'], ...THEMES.map((theme) => [theme, theme] as const)])}
${select('dir', 'direction', [
  ['ltr', 'left to right'],
  ['rtl', 'right to left'],
])}
${select(
  'locale',
  'language',
  LOCALES.map((locale) => [locale, new Intl.DisplayNames('en', { type: 'language' }).of(locale) ?? locale]),
)}
${select(
  'sample',
  'sample',
  samples.map(({ name }, index) => [`${index}`, name]),
)}
</fieldset>
<fieldset class="config"><legend>Config</legend>${configInputs(spec)}</fieldset>
</form>
<div class="json">
<label>Data (what you push)<textarea name="data" rows="12" spellcheck="false">${JSON.stringify(sample.data, null, 2)}</textarea></label>
<div><p>Config (as stored)</p><pre class="code" tabindex="0"><code id="config">${JSON.stringify(sample.config, null, 2)}</code></pre></div>
</div>
<div role="status"><ul class="issues"></ul></div>
</section>`;
}

/** The page of one type. */
export function typePage(place: Place, type: string): string {
  const spec = types[type] as TypeSpec;
  const samples = samplesOf(type, place.host);
  const sample = samples[0] as Sample;
  const feeds = snippets(place.server, { type, ...sample }).map(
    ({ name, why, code }) =>
      html`<article><h3>${name}</h3><p>${why}</p><button type="button" class="copy" aria-label="Copy: ${name}">Copy</button><pre class="code" tabindex="0"><code data-snippet="${name}">${code}</code></pre></article>`,
  );
  return page(
    place,
    spec.title,
    type,
    html`<h1>${spec.title}</h1>
<p class="lead">${summaryOf(type)}</p>
${playground(spec, sample, samples)}
<section id="feed"><h2>Push to it, embed it</h2>
<p>The widgets on this page need no server: their values are in the page. On a server, you create a widget once, push to
it with <code>curl</code> or anything else that speaks HTTP, and embed it with a token. These snippets contain the values
from above.</p>
<div class="feeds">${feeds}</div></section>
${scenes(spec, place.host)}
<section id="fields"><h2>Fields</h2>
<h3>Data: what you push</h3>${fieldTable('Data', dataFields(spec))}
<h3>Config: how it looks</h3>${fieldTable('Config', configFields(spec))}
<h3>Config of every type</h3>${fieldTable('Config of every type', commonFields())}
<p>Unknown fields are kept. Numbers can be strings.</p></section>
${raw(`<script type="application/json" id="sample-data">${JSON.stringify(samples).replaceAll('<', '\\u003c')}</script>`)}`,
  );
}
