import type { Migration } from '../engine.ts';
import { first } from './001-first.ts';
import { insights } from './002-insights.ts';
import { datasets } from './003-datasets.ts';
import { sources } from './004-sources.ts';
import { lookups } from './005-lookups.ts';
import { subjects } from './006-subjects.ts';
import { addresses } from './007-addresses.ts';

/** In order; a database's version is the number of these applied to it. A released migration is never changed. */
export const migrations: readonly Migration[] = [first, insights, datasets, sources, lookups, subjects, addresses];
