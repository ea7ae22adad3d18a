import assert from 'node:assert/strict';
import { createSecrets } from '../../server/auth/secrets.ts';
import { type Change, createBus } from '../../server/domain/bus.ts';
import type { DomainDeps } from '../../server/domain/context.ts';
import type { Domain } from '../../server/domain/domain.ts';
import { DomainError, type ErrorCode } from '../../server/domain/errors.ts';
import { createDomain } from '../../server/domain/index.ts';
import type { Principal, Role, Workspace } from '../../server/domain/model.ts';
import type { Secrets, Store } from '../../server/domain/ports.ts';
import { systemPrincipal } from '../../server/domain/rights.ts';
import { openStore } from '../../server/store/open.ts';

/** The domain over a real store in memory, with a clock that only moves when it is set. */
export interface TestDomain extends AsyncDisposable {
  domain: Domain;
  store: Store;
  secrets: Secrets;
  workspace: Workspace & { embedSecret: string };
  /** The program itself, in `workspace`. */
  system: Principal;
  /** Every change since the start, in order. */
  changes: Change[];
  clock: { at: number };
  /** Milliseconds of every requested pause; none of them is waited for. */
  pauses: number[];
  /** A new person with this role in the workspace, as a session would give it. */
  person(role: Role, workspace?: string): Promise<Principal>;
}

export const PASSWORD = 'correct horse battery staple';

/** @param more further dependencies of the domain */
export async function openTestDomain(more?: (store: Store) => Partial<DomainDeps>): Promise<TestDomain> {
  const clock = { at: Date.UTC(2026, 0, 1) };
  const now = () => clock.at;
  const store = await openStore({ databaseUrl: 'sqlite::memory:' });
  const secrets = createSecrets({ secretKey: 'k'.repeat(32), now });
  const bus = createBus();
  const changes: Change[] = [];
  bus.on((change) => changes.push(change));
  const pauses: number[] = [];
  const wait = async (milliseconds: number) => void pauses.push(milliseconds);
  const domain = createDomain({ store, bus, secrets, now, wait, ...more?.(store) });
  const workspace = await domain.people.createWorkspace({ slug: 'main' });
  let people = 0;
  return {
    domain,
    store,
    secrets,
    workspace,
    system: systemPrincipal(workspace.id),
    changes,
    clock,
    pauses,
    async person(role, slug = 'main') {
      people += 1;
      const username = `${role}${people}`;
      const draft = { email: `${username}@example.test`, username, password: PASSWORD, workspace: slug, role };
      const { user, workspace: place } = await domain.people.createUser(draft);
      return { via: 'session', workspaceId: place.id, userId: user.id, role, scopes: ['*'] };
    },
    [Symbol.asyncDispose]: () => store.close(),
  };
}

/** For `assert.rejects` and `assert.throws`: a domain error with this code. */
export const failsWith =
  (code: ErrorCode) =>
  (error: unknown): boolean =>
    error instanceof DomainError && error.code === code;

/** Asserts that a row has its token. */
export const tellable = <Row extends { token: string | null }>(row: Row): Row & { token: string } => {
  assert.ok(row.token !== null);
  return { ...row, token: row.token };
};
