import { html } from 'hono/html';
import { copyable, LOGO } from '../admin/layout.ts';
import type { Html } from '../render/page.ts';

/** Headers of all documentation pages: they load only our own styles, and the script that adds copy buttons. */
export const DOCS_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-cache',
};

/** An entry of the table of contents. */
export interface Entry {
  name: Html | string;
  address: string;
  entries?: readonly Entry[];
}

export interface DocsPage {
  title: string;
  /** The table of contents beside the page. */
  index?: readonly Entry[];
  body: Html;
}

const list = (entries: readonly Entry[]): Html =>
  html`<ul>${entries.map(({ name, address, entries: inner }) => html`<li><a href="${address}">${name}</a>${inner?.length ? list(inner) : ''}</li>`)}</ul>`;

/** A documentation page, readable without script. */
export const layout = ({ title, index, body }: DocsPage): Html => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${title} · Boardcast</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="/admin/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/admin/admin.css">
<link rel="stylesheet" href="/docs/docs.css">
<script type="module" src="/admin/admin.js"></script>
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header class="top"><div class="wrap">
<a class="brand" href="/docs">${LOGO}Boardcast</a>
<nav aria-label="Main"><a href="/docs">APIs</a><a href="/docs/widgets">Widget types</a><a href="/admin/">Admin</a></nav>
</div></header>
<div class="wrap${index ? ' beside' : ''}">
${index ? html`<nav class="index" aria-label="On this page">${list(index)}</nav>` : ''}
<main id="main">
${body}
</main>
</div>
</body>
</html>`;

/** Text with code between backquotes. */
export const prose = (text: string): Html[] =>
  text.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));

/** A table that scrolls when it is too wide. */
export const table = (
  label: string,
  heads: readonly string[],
  rows: readonly (readonly (Html | Html[] | string)[])[],
): Html =>
  html`<div class="scroll" role="group" aria-label="${label}" tabindex="0"><table>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody>
</table></div>`;

export const listing = (label: string, code: string): Html => copyable(code, label);
