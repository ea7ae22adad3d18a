import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { galleryAnswer } from '../../demo/gallery/index.ts';

const dist = join(import.meta.dirname, '../../dist');

export interface Served {
  url: string;
  close(): Promise<void>;
}

/** Serves the gallery and the built elements on one origin. `pages` take precedence. */
export async function serveGallery(pages: ReadonlyMap<string, { type: string; text: string | Buffer }> = new Map()) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://gallery');
    const answer = pages.get(pathname) ?? galleryAnswer(pathname, { server: url, host: url }) ?? script(pathname);
    if (!answer) response.writeHead(404).end();
    else
      response
        .writeHead(200, {
          'content-type': answer.type.startsWith('text/') ? `${answer.type}; charset=utf-8` : answer.type,
        })
        .end(answer.text);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { url, close } satisfies Served;
}

function script(path: string): { type: string; text: string } | undefined {
  const file = /^\/((?:chunks\/)?[\w.-]+\.js)$/.exec(path)?.[1];
  if (!file || !existsSync(join(dist, file))) return undefined;
  return { type: 'text/javascript', text: readFileSync(join(dist, file), 'utf8') };
}
