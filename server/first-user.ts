import { type Config, ConfigError } from './config.ts';
import { DomainError } from './domain/errors.ts';
import type { Principal } from './domain/model.ts';
import type { People } from './domain/people/people.ts';
import type { Secrets, Store } from './domain/ports.ts';

/** The workspace that every installation starts with. */
const WORKSPACE = { slug: 'main', name: 'Main' };

type Settings = Pick<Config, 'adminUsername' | 'adminEmail' | 'adminPassword' | 'adminApiKey'>;

export interface FirstUser {
  principal: Principal;
  username: string;
  /** Password and API key only when they were generated here. */
  password?: string;
  apiKey?: string;
}

/**
 * Creates the first workspace, its owner and an API key when there is no user yet.
 * @returns `undefined` when there is one, or when another process on the same database was faster
 * @throws ConfigError when the settings are not valid for a user
 */
export async function createFirstUser(
  { people, store, secrets }: { people: People; store: Store; secrets: Secrets },
  { adminUsername, adminEmail, adminPassword, adminApiKey }: Settings,
): Promise<FirstUser | undefined> {
  if ((await store.users.count({})) > 0) return undefined;
  const password = adminPassword || secrets.token().slice(0, 20);
  try {
    if (!(await store.workspaces.get({ slug: WORKSPACE.slug }))) await people.createWorkspace(WORKSPACE);
    const { user, workspace, role } = await people.createUser({
      username: adminUsername,
      email: adminEmail,
      password,
      workspace: WORKSPACE.slug,
      role: 'owner',
    });
    const key = await people.createKey({
      workspace: workspace.slug,
      user: user.username,
      name: 'First key',
      ...(adminApiKey && { secret: adminApiKey }),
    });
    return {
      principal: { via: 'system', workspaceId: workspace.id, userId: user.id, role, scopes: ['*'] },
      username: user.username,
      ...(!adminPassword && { password }),
      ...(!adminApiKey && { apiKey: key.secret }),
    };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    if (error.code === 'conflict') return undefined;
    const [issue] = error.details.issues ?? [];
    throw issue ? new ConfigError(`ADMIN_${issue.path.toUpperCase()} ${issue.message}`) : error;
  }
}

/** The notice that is printed once on stdout, and nowhere else. Empty when nothing was generated. */
export function firstUserNotice({ username, password, apiKey }: FirstUser): string {
  if (password === undefined && apiKey === undefined) return '';
  const rows = [
    ['username', username],
    ['password', password],
    ['API key', apiKey],
  ].filter(([, value]) => value !== undefined);
  return `First user, shown only once:\n${rows.map(([name, value]) => `  ${name}  ${value}\n`).join('')}`;
}
