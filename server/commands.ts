import { resolve } from 'node:path';
import { rekey } from './auth/rekey.ts';
import { createSecrets } from './auth/secrets.ts';
import { backUp } from './backup.ts';
import { secretKeyIn } from './config.ts';
import { copyTo } from './copy.ts';
import type { Domain } from './domain/domain.ts';
import { notFound } from './domain/errors.ts';
import type { Role } from './domain/model.ts';
import type { Secrets, Store } from './domain/ports.ts';
import { systemPrincipal } from './domain/rights.ts';
import { snippetsOf } from './domain/sharing/snippets.ts';
import { datasetsIn } from './sources/duckdb/index.ts';

/** What a command works with: the same domain and database as the server, in another process. */
export interface Tools {
  domain: Domain;
  store: Store;
  secrets: Secrets;
  publicUrl: string;
  dataDir: string;
  /** Creates or opens a SQLite database. */
  openCopy(file: string): Promise<Store>;
}

export interface Arguments {
  /** Value of the one positional argument. */
  subject: string;
  /** @throws UsageError when it was not given */
  text(name: string): string;
  optional(name: string): string | undefined;
  list(name: string): string[] | undefined;
}

export interface Command {
  /** Name of the one positional argument, when there is one. */
  subject?: string;
  /** Options by name, in the order of the usage text. A list option may be repeated. */
  options: Readonly<Record<string, 'required' | 'optional' | 'list'>>;
  /** @returns what is printed as JSON */
  run(args: Arguments, tools: Tools): Promise<object>;
}

/** An unknown command or wrong arguments. */
export class UsageError extends Error {}

/** Every management command by name; a new one is a row here. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  'workspace create': {
    subject: 'SLUG',
    options: { name: 'optional' },
    async run({ subject, optional }, { domain }) {
      const name = optional('name');
      const workspace = await domain.people.createWorkspace({ slug: subject, ...(name !== undefined && { name }) });
      const { id, uuid, key, slug, embedSecret } = workspace;
      return { id, uuid, key, slug, name: workspace.name, embed_secret: embedSecret };
    },
  },
  'user create': {
    subject: 'EMAIL',
    options: { username: 'required', password: 'required', workspace: 'required', role: 'optional' },
    async run({ subject, text, optional }, { domain }) {
      const { user, workspace, role, wasKnown } = await domain.people.createUser({
        email: subject,
        username: text('username'),
        password: text('password'),
        workspace: text('workspace'),
        role: (optional('role') ?? 'editor') as Role,
      });
      const { id, uuid, username, email } = user;
      const note = { note: 'the user existed already: username and password were not changed' };
      return { id, uuid, username, email, workspace: workspace.slug, role, ...(wasKnown && note) };
    },
  },
  'key create': {
    options: { workspace: 'required', user: 'required', name: 'required', scope: 'list' },
    async run({ text, list }, { domain }) {
      const [workspace, user, scopes] = [text('workspace'), text('user'), list('scope')];
      const draft = { workspace, user, name: text('name'), ...(scopes && { scopes }) };
      const key = await domain.people.createKey(draft);
      return { key: key.secret, id: key.id, name: key.name, workspace, user, scopes: key.scopes };
    },
  },
  'key deactivate': {
    subject: 'ID',
    options: {},
    async run({ subject }, { domain }) {
      await domain.people.deactivateKey(/^\d+$/.test(subject) ? Number(subject) : Number.NaN);
      return { id: Number(subject), is_active: false };
    },
  },
  'dashboard list': {
    options: { workspace: 'required' },
    async run({ text }, { domain, store }) {
      const workspace = await store.workspaces.get({ slug: text('workspace') });
      if (!workspace) throw notFound('workspace', text('workspace'));
      const all = await domain.dashboards.list(systemPrincipal(workspace.id));
      return {
        dashboards: all.map(({ id, key, slug, publicId, name, isPrivate, visibility, widgetsCount }) => ({
          id,
          key,
          slug,
          public_id: publicId,
          name,
          is_private: isPrivate,
          visibility,
          widgets_count: widgetsCount,
        })),
      };
    },
  },
  'token create': {
    options: { widget: 'optional', dashboard: 'optional', password: 'optional' },
    async run({ optional }, { domain, publicUrl }) {
      const [widget, dashboard, password] = [optional('widget'), optional('dashboard'), optional('password')];
      if (widget !== undefined && dashboard === undefined) {
        if (password !== undefined) throw new UsageError('--password needs --dashboard');
        const { token, title } = await domain.sharing.createEmbedToken(widget);
        return { token, snippets: snippetsOf('widget', token, publicUrl, title) };
      }
      if (dashboard === undefined || widget !== undefined) throw new UsageError('give either --widget or --dashboard');
      const options = password === undefined ? {} : { password };
      const { token, title } = await domain.sharing.createAccessToken(dashboard, options);
      return { token, snippets: snippetsOf('dashboard', token, publicUrl, title) };
    },
  },
  'token revoke': {
    subject: 'TOKEN',
    options: {},
    async run({ subject }, { domain }) {
      await domain.sharing.revoke(subject);
      return { token: subject, revoked: true };
    },
  },
  backup: {
    subject: 'FILE',
    options: {},
    async run({ subject }, { store, dataDir, openCopy }) {
      return backUp({ store, openCopy, directory: datasetsIn(dataDir) }, subject);
    },
  },
  copy: {
    subject: 'DATABASE_URL',
    options: {},
    async run({ subject }, { store, secrets }) {
      return copyTo(store, secrets, subject);
    },
  },
  rekey: {
    subject: 'FILE',
    options: {},
    async run({ subject }, { store, secrets }) {
      const count = await rekey(store, secrets, createSecrets({ secretKey: secretKeyIn(subject) }));
      return { file: resolve(subject), secrets: count };
    },
  },
};
