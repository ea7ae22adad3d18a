import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { Hono } from 'hono';

/** What `vite build` made for browsers, in memory and compressed, and the routes that serve it. */
export interface Assets {
  /** The version of this program, as in `/bc@VERSION.js`. */
  readonly version: string;
  readonly isBuilt: boolean;
  /** Subresource Integrity (SRI) of `/bc@VERSION.js`, `sha384-…`; empty when nothing is built. */
  integrity(): string;
  /** `/bc.js`, `/bc@VERSION.js`, `/embed.js`, `/bc.json` and `/chunks/NAME-HASH.js`. */
  routes(): Hono;
  /** Resolves when the best compression is ready; until then a faster one is served. */
  compressed(): Promise<void>;
}

type Encoding = 'br' | 'gzip' | 'identity';
type Bytes = Uint8Array<ArrayBuffer>;

interface Asset {
  type: string;
  etag: string;
  bodies: Map<Encoding, Bytes>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** Names without a version or hash always serve the newest build, so they are revalidated; the others never change. */
const REVALIDATED = 'public, max-age=300, stale-while-revalidate=86400';
const IMMUTABLE = 'public, max-age=31536000, immutable';
const NOT_BUILT = 'The browser bundle is missing: run `npm run build`.\n';
const GONE = 'This script belongs to another version: load the page again.\n';

/** Any page may load these, including cross-origin isolated ones (COEP). */
const SHARED_HEADERS: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
  'timing-allow-origin': '*',
  'x-content-type-options': 'nosniff',
};

const toGzip = promisify(gzip);
const toBrotli = promisify(brotliCompress);

/**
 * Reads the built files of a directory; one that does not exist counts as not built.
 * @param version of the program, as in package.json
 */
export async function createAssets(dir: string, version: string): Promise<Assets> {
  const files = await filesOf(dir);
  const assets = new Map<string, Asset>();
  for (const file of files) {
    const type = TYPES[extname(file)];
    if (type) assets.set(`/${file}`, await load(join(dir, file), type));
  }
  const script = assets.get('/bc.js');
  const integrity = script ? sri(bodyOf(script, 'identity')) : '';
  const smallest = Promise.all([...assets.values()].map(compress)).then(() => undefined);

  return {
    version,
    isBuilt: script !== undefined,
    integrity: () => integrity,
    compressed: () => smallest,
    routes() {
      const app = new Hono();
      app.get('/bc.json', (c) =>
        c.json({ version, integrity }, 200, { ...SHARED_HEADERS, 'cache-control': 'no-cache' }),
      );
      for (const [path, asset] of assets) {
        const caching = path.startsWith('/chunks/') ? IMMUTABLE : REVALIDATED;
        app.get(path, (c) => respond(c.req.raw, asset, caching));
        if (asset === script) app.get(`/bc@${version}.js`, (c) => respond(c.req.raw, asset, IMMUTABLE));
      }
      if (!script) for (const path of ['/bc.js', '/embed.js']) app.get(path, () => problem(503, NOT_BUILT));
      // A page that was opened before an update asks for chunks of its old build: the 404 must not be cached.
      app.get('/chunks/*', () => problem(404, GONE));
      app.get('/:script{bc@.+}', () => problem(404, GONE));
      return app;
    },
  };
}

/** An error that pages of any origin can read, and that is not cached. */
const problem = (status: number, message: string): Response =>
  new Response(message, {
    status,
    headers: { ...SHARED_HEADERS, 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  });

async function filesOf(dir: string): Promise<string[]> {
  try {
    const entries = await readdir(dir, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(join(dir, '/').length));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

async function load(file: string, type: string): Promise<Asset> {
  const bytes = new Uint8Array(await readFile(file));
  const etag = createHash('sha256').update(bytes).digest('base64url').slice(0, 22);
  return { type, etag, bodies: new Map([['identity', bytes]]) };
}

async function compress(asset: Asset): Promise<void> {
  const bytes = bodyOf(asset, 'identity');
  asset.bodies.set('gzip', new Uint8Array(await toGzip(bytes, { level: 9 })));
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  asset.bodies.set('br', new Uint8Array(await toBrotli(bytes, { params })));
}

function respond(request: Request, asset: Asset, caching: string): Response {
  const encoding = encodingFor(request.headers.get('accept-encoding'), asset);
  const headers: Record<string, string> = {
    ...SHARED_HEADERS,
    'cache-control': caching,
    // A strong validator identifies the exact bytes, so each encoding has its own.
    etag: `"${asset.etag}-${encoding}"`,
    vary: 'accept-encoding',
  };
  if (isKnown(request.headers.get('if-none-match'), asset)) return new Response(null, { status: 304, headers });
  headers['content-type'] = asset.type;
  if (encoding !== 'identity') headers['content-encoding'] = encoding;
  const body = bodyOf(asset, encoding);
  headers['content-length'] = String(body.length);
  return new Response(body, { status: 200, headers });
}

/** The smallest encoding that the client accepts and that is ready (RFC 9110, section 12.5.3). */
function encodingFor(header: string | null, { bodies }: Pick<Asset, 'bodies'>): Encoding {
  const weights = new Map<string, number>();
  for (const part of (header ?? '').toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((piece) => piece.trim());
    const q = parameters.find((parameter) => parameter.startsWith('q='));
    weights.set(name, q === undefined ? 1 : Number(q.slice(2)));
  }
  const accepts = (name: Encoding) => (weights.get(name) ?? weights.get('*') ?? 0) > 0 && bodies.has(name);
  return (['br', 'gzip'] as const).find(accepts) ?? 'identity';
}

/** Whether the client has this file already, in any encoding. */
function isKnown(header: string | null, { etag }: Asset): boolean {
  return header !== null && (header.trim() === '*' || header.includes(`"${etag}-`));
}

const bodyOf = ({ bodies }: Asset, encoding: Encoding): Bytes => bodies.get(encoding) ?? new Uint8Array();

const sri = (bytes: Bytes): string => `sha384-${createHash('sha384').update(bytes).digest('base64')}`;
