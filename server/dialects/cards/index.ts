import { parseJson } from '../../http/body.ts';
import type { Call } from '../../http/call.ts';
import type { Credential } from '../../http/credentials.ts';
import { bearerToken } from '../../http/tokens.ts';
import type { Dialect } from '../dialect.ts';
import { documented } from '../operation.ts';
import * as boards from './boards.ts';
import * as cardRoutes from './cards.ts';
import * as collections from './collections.ts';
import { datasetDocs } from './datasets.docs.ts';
import * as datasets from './datasets.ts';
import { about, docs } from './docs.ts';
import { renderError } from './errors.ts';
import * as people from './people.ts';
import { render, renderPublic } from './render.ts';

/** A token is for its owner's first organisation unless `X-Org-Id` selects another. A key belongs to one organisation. */
const bearer: Credential = {
  scheme: {
    name: 'bearerToken',
    where: 'bearer',
    description:
      'The access_token from POST /api/auth/login, a JWT issued elsewhere (HS256, JWT_SECRET), or an API key.',
  },
  find: bearerToken.find,
  async check(secret: string, call: Call) {
    const principal = await bearerToken.check(secret, call);
    const org = call.header('x-org-id')?.trim();
    return principal?.via === 'jwt' && org ? call.domain.identities.inWorkspace(principal, org) : principal;
  },
};

const BOARDS = '/api/dashboards';
const BOARD = `${BOARDS}/:id`;
const DATASETS = '/api/datasets';
const DATASET = `${DATASETS}/:dataset`;
const read = 'dashboard:read';
const write = 'dashboard:write';

/** Cards (Honeyframe): dashboards by integer id, tiles as cards that never overlap, JSON in any Content-Type. */
export const cards: Dialect = {
  name: 'cards',
  about,
  credentials: [bearer],
  parseBody: (bytes) => (bytes.length === 0 ? undefined : parseJson(bytes)),
  renderError,
  routes: documented({ ...docs, ...datasetDocs }, [
    { method: 'POST', path: '/api/auth/login', right: 'public', credentials: [], run: people.login },
    { method: 'GET', path: `${BOARDS}/collections`, right: read, run: collections.list },
    { method: 'POST', path: `${BOARDS}/collections`, right: write, run: collections.create },
    { method: 'PATCH', path: `${BOARDS}/collections/:collection`, right: write, run: collections.change },
    { method: 'DELETE', path: `${BOARDS}/collections/:collection`, right: write, run: collections.remove },
    { method: 'GET', path: `${BOARDS}/templates`, right: read, run: boards.listTemplates },
    { method: 'POST', path: `${BOARDS}/from-template`, right: write, run: boards.fromTemplate },
    { method: 'GET', path: BOARDS, right: read, run: boards.list },
    { method: 'POST', path: BOARDS, right: write, run: boards.create },
    { method: 'GET', path: BOARD, right: read, run: boards.get },
    { method: 'PATCH', path: BOARD, right: write, run: boards.change },
    { method: 'DELETE', path: BOARD, right: write, run: boards.remove },
    { method: 'POST', path: `${BOARD}/duplicate`, right: write, run: boards.duplicate },
    { method: 'POST', path: `${BOARD}/cards`, right: write, run: cardRoutes.add },
    { method: 'PATCH', path: `${BOARD}/cards/:card`, right: write, run: cardRoutes.change },
    { method: 'DELETE', path: `${BOARD}/cards/:card`, right: write, run: cardRoutes.remove },
    { method: 'POST', path: `${BOARD}/cards/:card/duplicate`, right: write, run: cardRoutes.duplicate },
    { method: 'PATCH', path: `${BOARD}/layout`, right: write, run: cardRoutes.arrange },
    { method: 'POST', path: `${BOARD}/pages`, right: write, run: cardRoutes.addPage },
    { method: 'PATCH', path: `${BOARD}/pages/:page`, right: write, run: cardRoutes.changePage },
    { method: 'DELETE', path: `${BOARD}/pages/:page`, right: write, run: cardRoutes.removePage },
    { method: 'GET', path: `${BOARD}/shares`, right: read, run: people.listShares },
    { method: 'POST', path: `${BOARD}/shares`, right: write, run: people.share },
    { method: 'DELETE', path: `${BOARD}/shares/:share`, right: write, run: people.unshare },
    { method: 'GET', path: `${BOARD}/render`, right: read, run: render },
    { method: 'GET', path: '/api/public/dashboards/:slug/render', right: 'public', credentials: [], run: renderPublic },
    { method: 'GET', path: '/api/groups', right: read, run: people.listGroups },
    { method: 'POST', path: '/api/groups', right: write, run: people.createGroup },
    { method: 'DELETE', path: '/api/groups/:group', right: write, run: people.removeGroup },
    { method: 'POST', path: '/api/groups/:group/members/:user', right: write, run: people.addMember },
    { method: 'DELETE', path: '/api/groups/:group/members/:user', right: write, run: people.removeMember },
    { method: 'GET', path: DATASETS, right: read, run: datasets.list },
    { method: 'POST', path: DATASETS, right: write, run: datasets.create },
    { method: 'POST', path: `${DATASETS}/query`, right: write, run: datasets.query },
    { method: 'GET', path: DATASET, right: read, run: datasets.get },
    { method: 'PATCH', path: DATASET, right: write, run: datasets.rename },
    { method: 'DELETE', path: DATASET, right: write, run: datasets.remove },
    { method: 'GET', path: `${DATASET}/preview`, right: read, run: datasets.preview },
    { method: 'POST', path: `${DATASET}/append`, right: write, run: datasets.append },
    { method: 'POST', path: `${DATASET}/replace`, right: write, run: datasets.replace },
    { method: 'PUT', path: `${DATASET}/data`, right: write, run: datasets.replace },
  ]),
};
