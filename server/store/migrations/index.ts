import type { Capabilities } from '../engine.ts';
import { first } from './001-first.ts';

/** The statements that bring a database from the version before to this one. Never changed once released. */
export type Migration = (ddl: Capabilities['ddl']) => readonly string[];

/** In order; a database's version is how many of these it has seen. */
export const migrations: readonly Migration[] = [first];
