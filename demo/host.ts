import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { Snippets } from '../server/domain/sharing/snippets.ts';
import { galleryAnswer } from './gallery/index.ts';

/** What the page is filled with: snippets by the title of their widget (the board's is `board`), and keys. */
export interface Pasted {
  /** Address of the Boardcast server. */
  server: string;
  snippets: Readonly<Record<string, Snippets>>;
  /** Key of the widget that the page's curl moves. */
  key: string;
  /** Keys of other widgets and of dashboards by title; dashboards that do not exist have none. */
  keys?: Readonly<Record<string, string>>;
}

const PAGE = new URL('./host/index.html', import.meta.url);
/** The page that shows how to add a widget type. */
const OWN_TYPE = new URL('./host/own-type.html', import.meta.url);
const STYLE = new URL('./host/style.css', import.meta.url);

/** A part of the page about the dashboard with that title: `<!--about TITLE-->…<!--/about-->`. */
const ABOUT = /<!--about ([^>]+?)-->([\s\S]*?)<!--\/about-->\n?/g;

/**
 * Fills the page: `{{paste KIND TITLE}}` is the snippet itself, `{{show KIND TITLE}}` its source to read, `{{server}}` the
 * address, `{{key}}` and `{{key TITLE}}` keys. Parts about a dashboard that does not exist are left out.
 * @throws for an unknown snippet or key
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

/** Serves the host page from another origin, which knows nothing of Boardcast but the snippets. */
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
