import type { Context } from 'hono';
import { bi } from './bi/index.ts';
import { boardcharts } from './boardcharts/index.ts';
import { cards } from './cards/index.ts';
import type { Dialect } from './dialect.ts';
import { ducksboard } from './ducksboard/index.ts';
import { POSTHOG_PREFIXES, posthog } from './posthog/index.ts';
import { posthogShared, SHARED_PREFIXES } from './posthog/shared-views.ts';
import { claimsOf, SHARED_PREFIX } from './shared-paths.ts';

/** A dialect and the path prefixes it owns, unknown paths below them included. */
export interface MountedDialect {
  dialect: Dialect;
  prefixes: readonly string[];
  /** Which requests are its own on paths it shares with another dialect. */
  claims?: (c: Context) => boolean;
}

/** Every API this server speaks. */
export const DIALECTS: readonly MountedDialect[] = [
  { dialect: boardcharts, prefixes: ['/api/v2'] },
  { dialect: bi, prefixes: ['/api/v1/bi'] },
  {
    dialect: cards,
    prefixes: [SHARED_PREFIX, '/api/auth', '/api/public', '/api/groups', '/api/datasets'],
    claims: claimsOf('cards'),
  },
  { dialect: posthog, prefixes: POSTHOG_PREFIXES },
  { dialect: posthogShared, prefixes: SHARED_PREFIXES },
  {
    dialect: ducksboard,
    prefixes: [
      SHARED_PREFIX,
      '/api/dashboard',
      '/api/widgets',
      '/api/accounts',
      '/api/user',
      '/api/api_key',
      '/v',
      '/values',
    ],
    claims: claimsOf('ducksboard'),
  },
];
