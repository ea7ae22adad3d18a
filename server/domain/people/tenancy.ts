/**
 * Tenants, people and their credentials. Times are milliseconds since 1970 (UTC); `…Sealed` is encrypted, `…Hash`
 * cannot be reversed.
 */
export type Role = 'owner' | 'admin' | 'editor' | 'viewer';

/** A tenant, isolated from all others. PostHog's project, BI's tenant, Cards' organisation, BoardCharts' account. */
export interface Workspace {
  id: number;
  uuid: string;
  key: string;
  slug: string;
  name: string;
  /** Signs embeds on the customer's own server (HS256). */
  embedSecretSealed: string;
  createdAt: number;
}

export interface User {
  id: number;
  uuid: string;
  username: string;
  email: string;
  /** argon2id; `null` for people who only sign in with a signed token. */
  passwordHash: string | null;
  firstName: string;
  lastName: string;
  timeZone: string;
  country: string;
  company: string;
  position: string;
  plan: string;
  createdAt: number;
}

export interface Membership {
  id: number;
  workspaceId: number;
  userId: number;
  role: Role;
  /** The `sub` claim by which an external identity provider knows this person. */
  subject: string | null;
  createdAt: number;
}

/** Cards' group, BI's team. */
export interface Group {
  id: number;
  workspaceId: number;
  slug: string;
  name: string;
  createdAt: number;
}

export interface GroupMember {
  id: number;
  groupId: number;
  userId: number;
}

export interface ApiKey {
  id: number;
  workspaceId: number;
  userId: number;
  name: string;
  /** First characters, to recognise it in a list. */
  prefix: string;
  hash: string;
  /** Present where a dialect has to return the key (Ducksboard, GET /api/user/api_key). */
  sealed: string | null;
  /** `dashboard:read`, `dashboard:write`, `sharing_configuration:read`, …; `*` is everything. */
  scopes: string[];
  isActive: boolean;
  createdAt: number;
  lastUsedAt: number | null;
  expiresAt: number | null;
}

export interface Session {
  id: number;
  hash: string;
  userId: number;
  workspaceId: number;
  csrf: string;
  createdAt: number;
  expiresAt: number;
}

/** Who makes a request, once the credential was verified. */
export interface Principal {
  via: 'key' | 'session' | 'jwt' | 'system';
  workspaceId: number;
  userId: number;
  role: Role;
  /** `['*']` for people; a key's own scopes otherwise. */
  scopes: readonly string[];
  keyId?: number;
  /** The teams a signed token puts its bearer in, by the issuer's names. */
  teams?: readonly string[];
}
