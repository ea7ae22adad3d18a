import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { signJwt } from '../../server/auth/jwt.ts';
import { hasScope, systemPrincipal } from '../../server/domain/rights.ts';
import { openTestApp, type RawAnswer, type TestApp } from '../support/app.ts';
import {
  bodiesOfNone,
  bodyFor,
  createDump,
  fillPath,
  keyHeaders,
  makeNames,
  type Names,
  type RouteRow,
  routeRows,
} from '../support/routes.ts';

/**
 * What somebody gets: `stranger` 401; `refused` 403; `hidden` 403 or 404, for what is not theirs to know of;
 * `own` an answer about their own workspace; `allowed` what was asked for.
 */
type Outcome = 'stranger' | 'refused' | 'hidden' | 'own' | 'allowed';

type Headers = Record<string, string>;
interface Asking {
  headers(dialect: string): Headers | Promise<Headers>;
  /** Added to the path. */
  query?: (dialect: string) => string;
  outcome(row: RouteRow): Outcome;
}

let t: TestApp;
let alpha: Names;
let tokens: { embed: string; access: string };
let dump: ReturnType<typeof createDump>;

const hasId = ({ path }: RouteRow): boolean => path.includes(':');
const isRead = ({ method }: RouteRow): boolean => method === 'GET';
/** Members of other workspaces are told of their own; what is named is not theirs. */
const abroad = (row: RouteRow): Outcome =>
  NAMED_IN_BODY.has(row.name) || (hasId(row) && !NOBODYS.has(row.name)) ? 'hidden' : 'own';
/** Writes require write access; users without it may still change their own profile and create their own keys. */
const reader = (row: RouteRow): Outcome => {
  if (FOR_WRITERS.has(row.name)) return 'refused';
  return isRead(row) || row.right === 'authenticated' ? 'allowed' : 'refused';
};
const stranger = (): Outcome => 'stranger';
const jwt = (claims: object, ttl: number) => signJwt(claims as never, t.deps.config.jwtSecret, Date.now(), ttl);
const TAKES_JWT: ReadonlySet<string> = new Set(['bi', 'cards']);

/** Every kind of caller, and the expected outcome. */
const ASKING: Readonly<Record<string, Asking>> = {
  'no credential': { headers: () => ({}), outcome: stranger },
  'a key nobody has': { headers: (dialect) => keyHeaders(dialect, `sk_${'x'.repeat(48)}`), outcome: stranger },
  'a deactivated key': {
    headers: (dialect) => keyHeaders(dialect, t.alpha.keys.deactivated.secret),
    outcome: stranger,
  },
  'an embed token': { headers: (dialect) => keyHeaders(dialect, tokens.embed), outcome: stranger },
  'an access token': { headers: (dialect) => keyHeaders(dialect, tokens.access), outcome: stranger },
  'a token in the query': {
    headers: () => ({}),
    query: () => `?token=${tokens.access}&access_token=${tokens.embed}`,
    outcome: stranger,
  },
  'a key in another dialect’s header': {
    headers: (dialect): Headers =>
      dialect === 'boardcharts'
        ? keyHeaders('ducksboard', t.alpha.keys.owner.secret)
        : { 'x-api-key': t.alpha.keys.owner.secret },
    outcome: stranger,
  },
  'a key in another dialect’s query': {
    headers: () => ({}),
    query: (dialect) => `?${dialect === 'posthog' ? 'api_key' : 'personal_api_key'}=${t.alpha.keys.owner.secret}`,
    outcome: stranger,
  },
  'an expired JWT': {
    headers: async (dialect) =>
      keyHeaders(dialect, await jwt({ sub: t.alpha.users.owner.uuid, tenant_id: 'alpha', iss: 'boardcast' }, -60)),
    outcome: stranger,
  },
  'a JWT that nobody signed': {
    headers: (dialect) => {
      const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
      const claims = { iss: 'boardcast', sub: t.alpha.users.owner.uuid, tenant_id: 'alpha', exp: 9_999_999_999 };
      return keyHeaders(dialect, `${encoded({ alg: 'none' })}.${encoded(claims)}.`);
    },
    outcome: stranger,
  },
  'a session that is none': { headers: () => ({ cookie: `bc_session=${'x'.repeat(43)}` }), outcome: stranger },
  'a key of another workspace': {
    headers: (dialect) => keyHeaders(dialect, t.beta.keys.owner.secret),
    outcome: abroad,
  },
  'a JWT of another tenant': {
    headers: async (dialect) =>
      keyHeaders(dialect, await jwt({ iss: 'elsewhere', sub: 'boss', tenant_id: 'beta', roles: ['admin'] }, 60)),
    outcome: (row) => (TAKES_JWT.has(row.dialect) ? abroad(row) : 'stranger'),
  },
  'a key that only reads': {
    headers: (dialect) => keyHeaders(dialect, t.alpha.keys.readOnly.secret),
    outcome: (row) => {
      if (!row.right.includes(':')) return isRead(row) ? 'allowed' : 'refused';
      return hasScope(['dashboard:read'], row.right) ? 'allowed' : 'refused';
    },
  },
  'a viewer': { headers: (dialect) => keyHeaders(dialect, t.alpha.keys.viewer.secret), outcome: reader },
};

/** Reads that show what opens a dashboard: for those who may write it. */
const FOR_WRITERS: ReadonlySet<string> = new Set([
  'GET /api/dashboards/:slug/tokens',
  'GET /api/dashboards/:slug/tokens/:token',
  'GET /api/widgets/:id/embed',
]);

/** Routes without an id in their path whose body names something. */
const NAMED_IN_BODY: ReadonlySet<string> = new Set([
  'POST /api/widgets/positions',
  'POST /api/v',
  'POST /v',
  'POST /values',
  'POST /api/dashboards/from-template',
]);

/** What these paths name is everybody's. */
const NOBODYS: ReadonlySet<string> = new Set(['POST /api/v1/bi/dashboards/templates/:template']);

/** What a route answers otherwise than its right says, and why. */
const EXCEPTIONS: Readonly<Record<string, { why: string; outcome(who: string): Outcome | number }>> = {
  ...Object.fromEntries(
    ['GET /api/user/api_key', 'POST /api/user/api_key', 'GET /api/api_key', 'POST /api/api_key'].map((name) => [
      name,
      { why: 'only a name and password give the key back', outcome: stranger },
    ]),
  ),
  'POST /api/personal_api_keys': {
    why: 'keys are made by people who are signed in, not by keys',
    outcome: (who) =>
      ['a viewer', 'a key that only reads', 'a key of another workspace'].includes(who) ? 'refused' : 'stranger',
  },
  'POST /api/widgets': {
    why: 'the dashboard in the body is one of a limited set of names: another one is a wrong choice',
    outcome: (who) =>
      who === 'a key of another workspace'
        ? 400
        : ['a viewer', 'a key that only reads'].includes(who)
          ? 'refused'
          : 'stranger',
  },
  'POST /api/accounts': {
    why: 'nothing can be linked here: the kind in the body is invalid even for those who may',
    outcome: (who) =>
      who === 'a key of another workspace'
        ? 400
        : ['a viewer', 'a key that only reads'].includes(who)
          ? 'refused'
          : 'stranger',
  },
};

/** Routes that ask for no credential, and what each of these gets for something private. */
const PUBLIC: Readonly<Record<string, { why: string; outcome(who: string): Outcome | number }>> = {
  'GET /api/v2/widgets/:key/render': {
    why: 'shows what is not private to anybody; this one is private',
    outcome: (who) => {
      if (['a viewer', 'a key that only reads'].includes(who)) return 'allowed';
      if (['no credential', 'a session that is none', 'a key of another workspace'].includes(who)) return 'refused';
      return who.includes('another dialect') || who === 'a token in the query' ? 'refused' : 'stranger';
    },
  },
  'POST /api/auth/login': { why: 'gives a token for a name and a password, here wrong ones', outcome: stranger },
  'GET /api/public/dashboards/:slug/render': { why: 'the dashboard is not public', outcome: () => 404 },
  ...Object.fromEntries(
    ['/shared/:token', '/shared_dashboard/:token', '/embedded/:token'].flatMap((path) => [
      [
        `GET ${path}`,
        {
          why: 'anyone who has the token may open the page; this one asks for a password',
          outcome: () => 'allowed' as const,
        },
      ],
      [`POST ${path}`, { why: 'anyone who knows the password may open it', outcome: () => 'allowed' as const }],
    ]),
  ),
};

/** Routes that refuse even their owner. */
const REFUSING: Readonly<Record<string, number>> = {
  'DELETE /api/projects/:project_id/dashboards/:id': 405,
  'DELETE /api/environments/:project_id/dashboards/:id': 405,
  // No account can be linked here, so none can be checked again.
  'POST /api/accounts/:id': 400,
};

const STATUSES: Readonly<Record<Outcome, readonly number[]>> = {
  stranger: [401],
  refused: [403],
  hidden: [403, 404],
  own: [200, 201, 204],
  allowed: [200, 201, 204],
};

const ROWS = routeRows();

/** Everything that paths name, on a new dashboard. */
async function freshNames(): Promise<Names> {
  const system = systemPrincipal(t.alpha.workspace.id, t.alpha.users.owner.id);
  const board = await t.domain.dashboards.create(system, { name: 'Fresh', isPrivate: true });
  const widget = await t.domain.widgets.create(system, board.key, { type: 'number' });
  return makeNames(t, { ...t.alpha, board, widget });
}

async function ask(
  row: RouteRow,
  { headers, query }: Pick<Asking, 'headers' | 'query'>,
  names = alpha,
): Promise<RawAnswer> {
  const body = bodyFor(row, names);
  const path = fillPath(row, names) + (query?.(row.dialect) ?? '');
  const own = { ...(await headers(row.dialect)), 'content-type': 'application/json' };
  return t.send({ method: row.method, path, headers: own, ...(body !== undefined && { body }) });
}

before(async () => {
  t = await openTestApp();
  alpha = await makeNames(t, t.alpha);
  await makeNames(t, t.beta);
  const { domain } = t;
  tokens = {
    embed: (await domain.sharing.createEmbedToken(t.alpha.widget.key)).token,
    access: (await domain.sharing.createAccessToken(t.alpha.board.key)).token,
  };
  // Unknown users are created when they first come with a token, which is not tested here.
  await domain.identities.byClaims({ iss: 'elsewhere', sub: 'boss', tenant_id: 'beta', roles: ['admin'] });
  dump = createDump(t.deps.config.databaseUrl.replace(/^sqlite:/, ''));
});
after(async () => {
  dump.close();
  await t.close();
});

describe('who may do what: every route of every dialect, by its right', () => {
  it('lists only exceptions and bodies of existing routes', () => {
    assert.deepEqual(bodiesOfNone(ROWS), [], 'test/support/routes.ts');
    const names = new Set(ROWS.map(({ name }) => name));
    const unknown = [...Object.keys(EXCEPTIONS), ...Object.keys(PUBLIC), ...FOR_WRITERS, ...NOBODYS].filter(
      (name) => !names.has(name),
    );
    assert.deepEqual(unknown, []);
    assert.deepEqual(
      ROWS.filter(({ right }) => right === 'public')
        .map(({ name }) => name)
        .sort(),
      Object.keys(PUBLIC).sort(),
    );
  });

  for (const [who, asking] of Object.entries(ASKING))
    it(who, async () => {
      const wrong: string[] = [];
      const themselves = `users ${t.beta.users.owner.id}`;
      for (const row of ROWS) {
        const exception = (row.right === 'public' ? PUBLIC : EXCEPTIONS)[row.name];
        const outcome = exception ? exception.outcome(who) : asking.outcome(row);
        const before = dump.read();
        const answer = await ask(row, asking);
        const statuses = typeof outcome === 'number' ? [outcome] : STATUSES[outcome];
        const refused = `${row.dialect} ${row.name}`;
        const isMet = statuses.includes(answer.status);
        if (!isMet) wrong.push(`${refused}: ${answer.status} instead of ${outcome} ${answer.text.slice(0, 120)}`);
        const after = dump.read();
        if (outcome === 'own') {
          const lost = [...before].filter(([key, text]) => key !== themselves && after.get(key) !== text);
          if (lost.length > 0) wrong.push(`${refused}: changed ${lost.map(([key]) => key)}`);
          for (const { key, name } of [t.alpha.board, t.alpha.openBoard, t.alpha.workspace])
            if (answer.text.includes(key) || answer.text.includes(`"${name}"`)) wrong.push(`${refused}: shows ${name}`);
        } else if (outcome !== 'allowed') {
          const keys = new Set([...before.keys(), ...after.keys()]);
          const changed = [...keys].filter((key) => before.get(key) !== after.get(key));
          if (changed.length > 0) wrong.push(`${refused}: wrote ${changed}`);
          if (answer.text.includes(t.alpha.board.name)) wrong.push(`${refused}: tells what the board is called`);
        }
      }
      assert.deepEqual(wrong, []);
    });

  it('the owner succeeds with valid bodies, so nothing above was refused for another reason', async () => {
    const asOwner = { headers: (dialect: string) => keyHeaders(dialect, t.alpha.keys.owner.secret) };
    const wrong: string[] = [];
    let names = alpha;
    for (const row of ROWS) {
      if (row.right === 'public' || row.name in EXCEPTIONS) continue;
      let answer = await ask(row, asOwner, names);
      if (answer.status >= 400 && answer.status !== REFUSING[row.name]) {
        // An earlier route deleted something, so it is created again.
        names = await freshNames();
        answer = await ask(row, asOwner, names);
      }
      const isGood = answer.status < 300 || (row.name in REFUSING && answer.status === REFUSING[row.name]);
      if (!isGood) wrong.push(`${row.dialect} ${row.name}: ${answer.status} ${answer.text}`);
    }
    assert.deepEqual(wrong, []);
  });
});
