import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { Snippets } from '../server/domain/sharing/snippets.ts';
import { galleryAnswer } from './gallery/index.ts';

/** What somebody who pastes has in hand: snippets, by the title of the widget; the board's under `board`. */
export interface Pasted {
  /** Address of the Boardcast server. */
  server: string;
  snippets: Readonly<Record<string, Snippets>>;
  /** Key of the widget that the page's curl moves. */
  key: string;
  /** Keys of other widgets, and of dashboards, by their titles; none of a dashboard that is not there. */
  keys?: Readonly<Record<string, string>>;
}

const PAGE = new URL('./host/index.html', import.meta.url);
/** How a page adds a widget type of its own. */
const OWN_TYPE = new URL('./host/own-type.html', import.meta.url);
const STYLE = new URL('./host/style.css', import.meta.url);

/** A part that is about one dashboard, by its title: `<!--about TITLE-->…<!--/about-->`. */
const ABOUT = /<!--about ([^>]+?)-->([\s\S]*?)<!--\/about-->\n?/g;

/**
 * Fills the page: `{{paste KIND TITLE}}` is the snippet itself, `{{show KIND TITLE}}` its text to read,
 * `{{server}}`, `{{key}}` and `{{key TITLE}}` what their names say. Parts about a dashboard that nobody made are left out.
 * @throws for a snippet or a key that is not there
 */
export function fillPage(template: string, { server, key, keys = {}, snippets }: Pasted): string {
  return template
    .replace(ABOUT, (_, title, part) => (title in keys ? part : ''))
    .replace(/\{\{(\w+)(?: (element|script|iframe|link))?(?: ([^}]+))?\}\}/g, (whole, verb, kind, title) => {
      if (verb === 'server') return server;
      if (verb === 'key' && title === undefined) return key;
      const snippet = verb === 'key' ? keys[title] : snippets[title]?.[kind as keyof Snippets];
      if (snippet === undefined) throw new Error(`the page asks for ${whole}, which nobody made`);
      return verb === 'show' ? escapeText(snippet) : snippet;
    });
}

/** Serves the foreign page: another origin, which knows nothing of Boardcast but the snippets. */
export async function startHost(port: number, pasted: Pasted): Promise<Server> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://host');
    const gallery = galleryAnswer(pathname, { server: pasted.server, host: `http://${request.headers.host}` });
    const send = (type: string, text: string) =>
      response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-cache' }).end(text);
    if (gallery) send(gallery.type, gallery.text);
    else if (pathname === '/') send('text/html', fillPage(readFileSync(PAGE, 'utf8'), pasted));
    else if (pathname === '/own-type') send('text/html', fillPage(readFileSync(OWN_TYPE, 'utf8'), pasted));
    else if (pathname === '/style.css') send('text/css', readFileSync(STYLE, 'utf8'));
    else response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found\n');
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeText = (text: string): string => text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
