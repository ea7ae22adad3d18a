import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

/** The result of hono's `html`: escaped text. */
export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

export interface Document {
  title: string;
  /** BCP 47 tag of the document; elements inside take it as their locale. */
  lang: string;
  theme?: string | undefined;
  /** Further elements of the head. */
  head?: Html | undefined;
  body: Html;
  /** Class of the body: which of the rules in `STYLE` apply. */
  kind: 'embed' | 'board' | 'note';
  /** Whether it is as tall as its content and reports its height to the embedding page, instead of filling its frame. */
  fitsContent?: boolean | undefined;
  /** Whether the elements' script is loaded, so that values update. */
  live: boolean;
}

const RTL = /^(ar|arc|ckb|dv|fa|ha-arab|he|khw|ks|ku-arab|ps|sd|ug|ur|yi)\b/i;

const STYLE = `
:root{color-scheme:light dark}
:root[data-theme=light]{color-scheme:light}
:root[data-theme=dark],:root[data-theme=high-contrast]{color-scheme:dark}
*{box-sizing:border-box}
body{margin:0;font:16px/1.5 system-ui,sans-serif;color:light-dark(#1a1e24,#eceef1)}
.embed,.note{block-size:100dvb;overflow:hidden}
.embed main{block-size:100%}
.embed bc-widget{display:block;block-size:100%}
.board{min-block-size:100dvb;background:light-dark(#f3f4f6,#0e1014)}
.board bc-dashboard{display:block}@media(min-width:40rem){.board{padding:.75rem}}
.fits,.fits main,.fits.board{block-size:auto;min-block-size:0}
.fits bc-widget{block-size:var(--bc-height,11rem)}
.note{display:grid;place-items:center;padding:.45rem;background:light-dark(#fff,#16191e)}
.note main{inline-size:min(22rem,100%);max-block-size:100%;padding:.3rem;overflow:auto;text-align:center}
.note h1{margin:0;font-size:clamp(.875rem,4.5vi,1.125rem);font-weight:600;line-height:1.3;overflow-wrap:anywhere}
.note p{margin:.35rem 0 0;font-size:.875rem;line-height:1.4;color:light-dark(#5a6270,#a3abb8)}
.note form{display:grid;gap:.5rem;margin-block-start:.75rem;text-align:start}
.note label{font-size:.8125rem;font-weight:600}
.note input,.note button{inline-size:100%;font:inherit;padding:.5rem .7rem;border-radius:.5rem}
.note input{color:inherit;background:light-dark(#fff,#0e1014);border:1px solid light-dark(#8a94a3,#5c6879)}
.note button{border:0;color:light-dark(#fff,#10141c);background:light-dark(#2c56cc,#8fb2ff);font-weight:600;cursor:pointer}
.note button:hover{filter:brightness(.92)}
.note :focus-visible{outline:3px solid light-dark(#2c56cc,#8fb2ff);outline-offset:2px}
.note .wrong{color:light-dark(#b3241b,#ff938a)}@media (max-height:5rem){.note p{display:none}}
@media print{:root,:root[data-theme]{color-scheme:light}.board{background:none}}
`;

/** Reports the document's height to the embedding page whenever it changes. */
const HEIGHT_SCRIPT = `
(() => {
  if (parent === self) return;
  let told = 0;
  const tell = () => {
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    if (height !== told) parent.postMessage({ type: 'bc-height', height: (told = height) }, '*');
  };
  // Observers do not run while their frame is off screen: the first height is reported without one.
  addEventListener('load', tell);
  new ResizeObserver(tell).observe(document.body);
})();
`;

const hashOf = (script: string): string => `'sha256-${createHash('sha256').update(script).digest('base64')}'`;

/**
 * Headers of every page that a token opens: any site may frame it, its URL is not sent as a referrer, search engines
 * do not index it, and only our script runs. Styles are inline because declarative shadow roots carry theirs.
 */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': [
    "default-src 'none'",
    `script-src 'self' ${hashOf(HEIGHT_SCRIPT)}`,
    "style-src 'self' 'unsafe-inline'",
    'img-src http: https: data:',
    "font-src 'self' data:",
    "media-src 'self' data:",
    "connect-src 'self'",
    'frame-src http: https:',
    "form-action 'self'",
    "base-uri 'none'",
    'frame-ancestors *',
  ].join('; '),
  'cross-origin-resource-policy': 'cross-origin',
  'cross-origin-embedder-policy': 'credentialless',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex, nofollow',
  'cache-control': 'private, no-store',
};

/** Markup of an element as the one thing its document is about. */
export const inMain = (markup: string): Html => html`<main>${raw(markup)}</main>`;

/** Most characters of a body that is painted only once it has arrived completely, so that nothing shifts. */
const MOMENT = 256 * 1024;

/** A whole document. */
export async function page(document: Document): Promise<HtmlEscapedString> {
  const { title, lang, theme, head, kind, fitsContent, live } = document;
  const body = await document.body;
  return html`<!doctype html>
<html lang="${lang}" dir="${RTL.test(lang) ? 'rtl' : 'ltr'}"${theme ? html` data-theme="${theme}"` : ''}>
<head>
<meta charset="utf-8">
<title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
${body.length < MOMENT ? html`<link rel="expect" href="#end" blocking="render">\n` : ''}${head ?? ''}
<style>${raw(STYLE)}</style>
${live ? html`<script type="module" src="/bc.js"></script>` : ''}
</head>
<body class="${kind}${fitsContent ? ' fits' : ''}">${body}${fitsContent ? html`<script>${raw(HEIGHT_SCRIPT)}</script>` : ''}<i id="end" hidden></i></body>
</html>`;
}
