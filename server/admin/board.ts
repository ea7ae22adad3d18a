import { html, raw } from 'hono/html';
import type { TypeSpec } from '../../components/model/parse.ts';
import type { AccessToken, Dashboard, EmbedToken, Widget } from '../domain/model.ts';
import { elementSnippet, type Snippets, snippetsOf } from '../domain/sharing/snippets.ts';
import type { WithToken } from '../domain/unseal.ts';
import { MAX_INTERVAL, MAX_NAME } from '../domain/validate.ts';
import { COLUMNS, MAX_HEIGHT } from '../domain/widgets/layout.ts';
import type { Html } from '../render/page.ts';
import { type AdminPage, copyable, csrfField, moment, type Viewer } from './layout.ts';
import { latest, privacyTag } from './pages.ts';

export interface Board {
  dashboard: Dashboard;
  widgets: readonly Widget[];
  /** Whether the viewer may change this dashboard. */
  canWrite: boolean;
  /** Valid tokens; empty for viewers who may not change the dashboard. */
  embeds: readonly WithToken<EmbedToken>[];
  accesses: readonly WithToken<AccessToken>[];
  types: readonly TypeSpec[];
  publicUrl: string;
  /** Renders a widget with its current data. */
  draw(widget: Widget): string;
}

/** One dashboard: its widgets with their current data, and everything needed to fill, embed and change them. */
export function boardPage(viewer: Viewer, board: Board): AdminPage {
  const { dashboard, widgets } = board;
  return {
    title: dashboard.name,
    viewer,
    trail: [['Dashboards', '/admin/']],
    live: true,
    body: html`<div class="head"><div><h1>${dashboard.name}</h1>
<p class="meta">${privacyTag(dashboard.isPrivate)}<span>key <code>${dashboard.key}</code></span>
<span>last update ${moment(latest(widgets))}</span></p></div></div>
<h2>Widgets</h2>
${
  widgets.length
    ? html`<ul class="cards">${widgets.map((widget) => widgetCard(viewer, board, widget))}</ul>`
    : html`<p class="empty">No widgets yet.</p>`
}
${
  board.canWrite
    ? html`${addWidgetPanel(viewer, board)}${sharePanel(viewer, board)}${changePanel(viewer, dashboard)}`
    : ''
}`,
  };
}

const snippetList = ({ element, script, iframe, link }: Snippets): Html => html`${copyable(element, 'Element')}
${copyable(script, 'Script, for editors that strip unknown elements')}
${copyable(iframe, 'Iframe')}
${copyable(link, 'Link')}
<p><a href="${link}">Open as a page</a></p>`;

/** The snippets of a token, and the button that revokes it. */
const tokenPanel = (
  viewer: Viewer,
  { dashboard, publicUrl }: Board,
  kind: 'widget' | 'dashboard',
  { token, hash }: WithToken<EmbedToken | AccessToken>,
  title: string,
): Html => html`${
  token === null
    ? html`<p>This token cannot be shown, because it was stored with another <code>SECRET_KEY</code>. It still works where it
was pasted. To replace it, create a new token, paste that one, and revoke this one.</p>`
    : snippetList(snippetsOf(kind, token, publicUrl, title))
}
<form method="post" action="/admin/dashboards/${dashboard.key}/revoke">${csrfField(viewer)}
<input type="hidden" name="hash" value="${hash}"><button class="danger">Revoke</button></form>`;

const sharePanel = (viewer: Viewer, board: Board): Html => {
  const { dashboard, accesses, publicUrl } = board;
  return html`<h2>Share the dashboard</h2>
<section class="panel stack">
${dashboard.isPrivate ? '' : html`<details><summary>Embed by key (works for everyone)</summary>${copyable(elementSnippet('dashboard', `key="${dashboard.key}"`, publicUrl), 'Element')}</details>`}
${accesses.map(
  (
    access,
  ) => html`<details><summary>${access.description || 'Access token'}${access.passwordHash ? ', with a password' : ''}, since ${moment(access.createdAt)}</summary>
${tokenPanel(viewer, board, 'dashboard', access, dashboard.name)}</details>`,
)}
<form class="row" method="post" action="/admin/dashboards/${dashboard.key}/share">${csrfField(viewer)}
<label>Description<input name="description" maxlength="200" placeholder="the office TV" autocomplete="off"></label>
<label>Password (optional)<input name="password" type="password" maxlength="200" autocomplete="new-password"></label>
<button>Create access token</button></form>
</section>`;
};

const changePanel = (
  viewer: Viewer,
  { key, name, isPrivate, refreshInterval }: Dashboard,
): Html => html`<h2>Settings</h2>
<section class="panel stack">
<form class="row" method="post" action="/admin/dashboards/${key}/update">${csrfField(viewer)}
<label>Name<input name="name" value="${name}" required maxlength="${MAX_NAME}"></label>
<label>Refresh interval (seconds)<input name="refreshInterval" type="number" min="1" max="${MAX_INTERVAL}" value="${refreshInterval}"></label>
<label>Who can view it<select name="isPrivate"><option value="1"${isPrivate ? html` selected` : ''}>private: only members and token holders</option>
<option value="0"${isPrivate ? '' : html` selected`}>open: anyone who knows its key</option></select></label>
<button>Save</button></form>
<details><summary>Delete this dashboard…</summary><form method="post" action="/admin/dashboards/${key}/delete">${csrfField(viewer)}
<p>Its widgets and tokens stop working at once, on every page that shows them.</p><button class="danger">Delete “${name}”</button></form></details>
</section>`;

function widgetCard(viewer: Viewer, board: Board, widget: Widget): Html {
  const { dashboard, embeds, types, publicUrl } = board;
  const sample = widget.data ?? types.find(({ type }) => type === widget.type)?.sample.data ?? {};
  const tokens = embeds.filter(({ widgetId }) => widgetId === widget.id);
  const name = titled(widget).title || `untitled ${widget.type}`;
  // Screen readers announce a focused summary alone, without the widget above it.
  const summary = (does: string) => html`<summary aria-label="${does}: ${name}">${does}</summary>`;
  return html`<li class="panel" id="w-${widget.key}">
<div class="preview">${raw(board.draw(widget))}</div>
<p class="meta"><span class="tag">${widget.type}</span><span>updated ${moment(widget.dataUpdatedAt)}</span></p>
<details>${summary('Push data')}${copyable(curlOf(widget.key, sample, publicUrl), 'curl')}</details>
${
  board.canWrite
    ? html`<details>${summary(`Embed${tokens.length ? ` (${tokens.length})` : ''}`)}
${dashboard.isPrivate ? '' : copyable(elementSnippet('widget', `key="${widget.key}"`, publicUrl), 'Element, by key')}
${tokens.map(
  (embed) => html`<details><summary>Embed token of ${moment(embed.createdAt)}</summary>
${tokenPanel(viewer, board, 'widget', embed, widget.title)}</details>`,
)}
<form method="post" action="/admin/widgets/${widget.key}/share">${csrfField(viewer)}<button class="quiet">Create embed token</button></form></details>
<details>${summary('Change')}${changeWidgetForms(viewer, widget)}</details>`
    : ''
}</li>`;
}

/** A title in the config hides the widget's own: the form shows the visible one, and saves it as the widget's. */
function titled({ title, config }: Widget): Pick<Widget, 'title' | 'config'> {
  const { title: shown, ...rest } = config;
  return typeof shown === 'string' && shown !== '' ? { title: shown, config: rest } : { title, config };
}

function changeWidgetForms(viewer: Viewer, widget: Widget): Html {
  const { title, config } = titled(widget);
  return html`<form class="stack" method="post" action="/admin/widgets/${widget.key}/update">${csrfField(viewer)}
<label>Title<input name="title" value="${title}" maxlength="${MAX_NAME}"></label>
<div class="row">
<label>Columns (1–${COLUMNS})<input name="w" type="number" min="1" max="${COLUMNS}" value="${widget.w}"></label>
<label>Rows<input name="h" type="number" min="1" max="${MAX_HEIGHT}" value="${widget.h}"></label></div>
<label>Config (JSON)<textarea name="config" spellcheck="false">${JSON.stringify(config, null, 2)}</textarea></label>
<div><button>Save</button></div></form>
<form method="post" action="/admin/widgets/${widget.key}/delete">${csrfField(viewer)}<p><button class="danger">Delete widget</button></p></form>`;
}

const addWidgetPanel = (viewer: Viewer, { dashboard, types }: Board): Html => html`<h2>Add a widget</h2>
<form class="panel row" method="post" action="/admin/dashboards/${dashboard.key}/widgets">${csrfField(viewer)}
<label>Type<select name="type">${types.map(({ type, title }) => html`<option value="${type}">${title}</option>`)}</select></label>
<label>Title<input name="title" maxlength="200" placeholder="Orders today"></label>
<label>Start with<select name="start"><option value="sample">sample data</option><option value="empty">no data</option></select></label>
<button>Add widget</button></form>`;

/** The command that sets a widget's data, for a POSIX shell. */
function curlOf(key: string, data: object, publicUrl: string): string {
  const body = JSON.stringify(data).replaceAll("'", "'\\''");
  return `curl -X POST ${publicUrl}/api/v2/widgets/${key}/data/ \\
  -H "Authorization: Bearer $API_KEY" \\
  -H "Content-Type: application/json" \\
  -d '${body}'`;
}
