import { html } from 'hono/html';
import type { Html } from '../render/page.ts';

/** Headers of all admin pages: no other site may frame them, and only our own script and forms work in them. */
export const ADMIN_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    'img-src * data: blob:',
    "font-src 'self' data:",
    "connect-src 'self'",
    "frame-src 'self' data:",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex, nofollow',
  'cache-control': 'private, no-store',
};

/** The signed-in user, as the page header and the forms need it. */
export interface Viewer {
  name: string;
  workspace: string;
  /** Slug of the workspace: the issuer (`iss`) of signed embeds. */
  issuer: string;
  /** Other workspaces of the same user. */
  others: readonly { slug: string; name: string }[];
  csrf: string;
  /** Whether forms that change something are shown; the domain checks the rights again. */
  canWrite: boolean;
  /** Whether the embed secret is shown. */
  isAdmin: boolean;
}

export interface AdminPage {
  title: string;
  viewer?: Viewer | undefined;
  /** Breadcrumbs above the title. */
  trail?: readonly (readonly [name: string, address: string])[];
  /** A message above the page; `wrong` marks an error. */
  notice?: { text: string; wrong?: boolean } | undefined;
  body: Html;
  /** Whether the page loads the elements, so that its widgets update. */
  live?: boolean;
}

export const LOGO = html`<svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true"><rect x="2" y="2" width="20" height="20" rx="6" fill="currentColor"/><path d="M7 16v-3m5 3V8m5 8v-6" stroke="var(--surface)" stroke-width="2.4" stroke-linecap="round"/></svg>`;

/** A whole admin document. */
export function layout({ title, viewer, trail = [], notice, body, live }: AdminPage): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${title} · Boardcast</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="/admin/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/admin/admin.css">
<script type="module" src="/admin/admin.js"></script>
${live ? html`<script type="module" src="/bc.js"></script>` : ''}
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header class="top"><div class="wrap">
<a class="brand" href="/admin/">${LOGO}Boardcast</a>
${
  viewer
    ? html`<nav aria-label="Main"><a href="/admin/">Dashboards</a><a href="/admin/api/apikey/">API keys</a><a href="/docs">API docs</a></nav>
<form class="who" method="post" action="/admin/logout">${csrfField(viewer)}<span title="${viewer.workspace}">${viewer.name}</span><button class="quiet">Sign out</button></form>`
    : ''
}
</div></header>
<main id="main" class="wrap">
${trail.length ? html`<nav class="trail" aria-label="Breadcrumb">${trail.map(([name, address]) => html`<a href="${address}">${name}</a>`)}</nav>` : ''}
${notice ? html`<p id="notice" class="notice${notice.wrong ? ' wrong' : ''}" role="${notice.wrong ? 'alert' : 'status'}">${notice.text}</p>` : ''}
${body}
</main>
</body>
</html>`;
}

/** The CSRF token of the session, as a hidden field. */
export const csrfField = ({ csrf }: Viewer): Html => html`<input type="hidden" name="_csrf" value="${csrf}">`;

/** A time in UTC, which the script turns into local time; `null` is "never". */
export const moment = (at: number | null): Html =>
  at === null
    ? html`<span class="muted">never</span>`
    : html`<time datetime="${new Date(at).toISOString()}">${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC</time>`;

/** Text to copy: a click selects all of it, and the script adds a button. */
export const copyable = (text: string, label: string): Html =>
  html`<figure class="copy"><figcaption>${label}</figcaption><pre tabindex="0"><code>${text}</code></pre></figure>`;
