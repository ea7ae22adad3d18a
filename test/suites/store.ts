import { describe } from 'node:test';
import { sharedSuite } from './store-shared.ts';
import { tablesSuite } from './store-tables.ts';
import { writerSuite } from './store-writer.ts';

/** The address of a new, empty database. */
export type Fresh = () => Promise<string>;

/** Tests that are the same for every database. */
export function storeSuite(name: string, fresh: Fresh): void {
  describe(`${name}: tables`, () => tablesSuite(fresh));
  describe(`${name}: writer`, () => writerSuite(fresh));
  describe(`${name}: several processes`, () => sharedSuite(fresh));
}
