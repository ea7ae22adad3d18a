import { html } from 'hono/html';
import type { DashboardSummary } from '../domain/boards/dashboards.ts';
import type { DomainError } from '../domain/errors.ts';
import type { ApiKey, Widget } from '../domain/model.ts';
import type { Html } from '../render/page.ts';
import { type AdminPage, copyable, csrfField, moment, type Viewer } from './layout.ts';

/** Scopes that an API key can be limited to, and what they allow. */
export const SCOPES: readonly (readonly [scope: string, allows: string])[] = [
  ['dashboard:read', 'read dashboards and widgets'],
  ['dashboard:write', 'push data, create and edit dashboards'],
  ['sharing_configuration:read', 'see how dashboards are shared'],
  ['sharing_configuration:write', 'share dashboards'],
];

export const loginPage = (next: string, login = '', problem?: string): AdminPage => {
  // Screen readers read the field that has the focus when the page opens, and not always the notice above it.
  const focus = html` autofocus${problem ? html` aria-describedby="notice"` : ''}`;
  return {
    title: 'Sign in',
    notice: problem ? { text: problem, wrong: true } : undefined,
    body: html`<section class="login panel">
<h1>Sign in</h1>
<form class="stack" method="post" action="/admin/login">
<input type="hidden" name="next" value="${next}">
<label>Username or email<input name="login" value="${login}" required${login ? '' : focus} autocomplete="username" autocapitalize="none" spellcheck="false"></label>
<label>Password<input name="password" type="password" required${login ? focus : ''} autocomplete="current-password"></label>
<button>Sign in</button>
</form>
</section>`,
  };
};

/** What the forms call their fields. */
const LABELS: ReadonlyMap<string, string> = new Map([
  ['name', 'Name'],
  ['title', 'Title'],
  ['w', 'Columns'],
  ['h', 'Rows'],
  ['config', 'Config'],
  ['refreshInterval', 'Refresh interval'],
  ['description', 'Description'],
  ['password', 'Password'],
]);

/** The field that a path belongs to. */
const fieldOf = (path: string): string => path.split(/[.[]/, 1)[0] ?? '';

/** Why a form was refused: its fields as the form calls them, with what is wrong about them. */
export function reasonOf({ message, details: { issues = [], permission } }: DomainError): string {
  if (permission !== undefined) return 'Your role does not allow this.';
  if (issues.length === 0 || !issues.every(({ path }) => LABELS.has(fieldOf(path)))) return message;
  const labelled = (path: string) => LABELS.get(fieldOf(path)) + (path === fieldOf(path) ? '' : ` (${path})`);
  return issues.map(({ path, message: wrong }) => `${labelled(path)} ${wrong}.`).join(' ');
}

/** A refused form with its values and the invalid fields to correct, so that nothing has to be typed again. */
export function againForm(viewer: Viewer, action: string, form: URLSearchParams, wrong: readonly string[]): Html {
  const fields = [...form].filter(([name]) => name !== '_csrf');
  const isWrong = (name: string) => wrong.some((path) => fieldOf(path) === name);
  // A password is never sent back.
  if (form.get('password') || !fields.some(([name]) => isWrong(name))) return html``;
  return html`<form class="panel stack" method="post" action="${action}">${csrfField(viewer)}${fields.map(
    ([name, value]) =>
      isWrong(name)
        ? html`<label>${LABELS.get(name) ?? name}<textarea name="${name}" spellcheck="false" autofocus>${value}</textarea></label>`
        : html`<input type="hidden" name="${name}" value="${value}">`,
  )}<div><button>Try again</button></div></form>`;
}

/** The columns of a widget that the list of dashboards shows. */
export const LISTED = ['title', 'type', 'dataUpdatedAt'] as const;
type Listed = Pick<Widget, (typeof LISTED)[number]>;

export type Overview = readonly { dashboard: DashboardSummary; widgets: readonly Listed[] }[];

/** Every dashboard with its widgets and when they last got data. */
export const dashboardsPage = (
  viewer: Viewer,
  boards: Overview,
  embedSecret: string | null | undefined,
): AdminPage => ({
  title: 'Dashboards',
  viewer,
  body: html`<div class="head"><h1>Dashboards</h1>${
    viewer.canWrite
      ? html`<form class="row" method="post" action="/admin/dashboards/">${csrfField(viewer)}
<label>New dashboard<input name="name" required maxlength="200" placeholder="Sales"></label><button>Create</button></form>`
      : ''
  }</div>
<h2 class="muted">${viewer.workspace}</h2>
${viewer.others.length ? othersForm(viewer) : ''}
${
  boards.length
    ? html`<ul class="cards">${boards.map(boardCard)}</ul>`
    : html`<p class="empty">No dashboards yet.${viewer.canWrite ? ' Create the first one above.' : ''}</p>`
}
${embedSecret === undefined ? '' : embedSecretPanel(viewer, embedSecret)}`,
});

const othersForm = (viewer: Viewer): Html =>
  html`<form method="post">${csrfField(viewer)}<p>${viewer.others.map(
    ({ slug, name }) => html`<button class="quiet" formaction="/admin/workspaces/${slug}">Switch to ${name}</button> `,
  )}</p></form>`;

const boardCard = ({ dashboard, widgets }: Overview[number]): Html => html`<li class="panel">
<div><h3><a href="/admin/dashboards/${dashboard.key}/">${dashboard.name}</a></h3>
<p class="meta">${privacyTag(dashboard.isPrivate)}<span>${widgets.length} ${widgets.length === 1 ? 'widget' : 'widgets'}</span>
<span>last update ${moment(latest(widgets))}</span></p></div>
<ul>${widgets.map(
  (widget) => html`<li><span>${widget.title || html`<span class="muted">untitled</span>`}</span>
<span class="muted">${widget.type}</span></li>`,
)}</ul>
</li>`;

const embedSecretPanel = (viewer: Viewer, secret: string | null): Html => html`<h2>Embed secret</h2>
<section class="panel"><p>Your own server can sign embeds with this secret, without a request to Boardcast: create a JWT (HS256) with the
claims <code>iss</code> (<code>${viewer.issuer}</code>), <code>widget</code> or <code>dashboard</code> (a key) and <code>exp</code>, and use it
instead of a token. Keep the secret safe: anyone who has it can read every widget of the workspace.</p>
${
  secret === null
    ? html`<p>The secret cannot be read, because it was stored with another <code>SECRET_KEY</code>. Embeds that your server
signs do not work until you create a new secret.</p>
<form method="post" action="/admin/embed-secret">${csrfField(viewer)}<button>Create a new embed secret</button></form>`
    : html`<details><summary>Show the embed secret</summary>${copyable(secret, 'Embed secret')}</details>`
}</section>`;

export const latest = (widgets: readonly Pick<Widget, 'dataUpdatedAt'>[]): number | null =>
  widgets.reduce<number | null>((last, { dataUpdatedAt }) => Math.max(last ?? 0, dataUpdatedAt ?? 0) || null, null);

export const privacyTag = (isPrivate: boolean): Html =>
  html`<span class="tag">${isPrivate ? 'private' : 'open by key'}</span>`;

/** The keys of the signed-in user; `added` is shown only this once. */
export const keysPage = (
  viewer: Viewer,
  keys: readonly ApiKey[],
  added?: { name: string; secret: string },
): AdminPage => ({
  title: 'API keys',
  viewer,
  trail: [['Dashboards', '/admin/']],
  body: html`<h1>API keys</h1>
<p class="muted">Programs use API keys to push and read data. Treat them like passwords, and never commit them to git.</p>
${
  added
    ? html`<section class="panel" role="status"><h3>The key “${added.name}” was added</h3>
<p>Copy it now: it will not be shown again.</p>${copyable(added.secret, 'API key')}</section>`
    : ''
}
${viewer.canWrite ? addKeyForm(viewer) : ''}
<h2>Your keys</h2>
${keys.length ? keyTable(viewer, keys) : html`<p class="empty">No keys yet.</p>`}`,
});

const addKeyForm = (viewer: Viewer): Html => html`<h2>Add API key</h2>
<form class="panel stack" method="post" action="/admin/api/apikey/">${csrfField(viewer)}
<label>Name<input name="name" required maxlength="100" placeholder="cron on the web server"></label>
<fieldset><legend>Scopes (select none to allow everything)</legend>${SCOPES.map(
  ([scope, allows]) =>
    html`<label title="${scope}"><input type="checkbox" name="scopes" value="${scope}"> ${allows}</label>`,
)}</fieldset>
<div><button>Add API key</button></div></form>`;

const keyTable = (
  viewer: Viewer,
  keys: readonly ApiKey[],
): Html => html`<div class="panel scroll" tabindex="0" role="region" aria-label="API keys">
<table><thead><tr><th>Name<th>Key<th>Scopes<th>Last used<th>Added<th><span class="muted">State</span></tr></thead>
<tbody>${keys.map(
  (
    key,
  ) => html`<tr><td>${key.name}<td><code>${key.prefix}…</code><td>${key.scopes.includes('*') ? 'everything' : key.scopes.join(', ')}
<td>${moment(key.lastUsedAt)}<td>${moment(key.createdAt)}<td>${
    key.isActive
      ? viewer.canWrite
        ? html`<form method="post" action="/admin/api/apikey/${key.id}/deactivate">${csrfField(viewer)}<button class="quiet" aria-label="Deactivate ${key.name}">Deactivate</button></form>`
        : 'active'
      : html`<span class="tag">inactive</span>`
  }</tr>`,
)}</tbody></table></div>`;
