import fc from 'fast-check';
import { type KindName, type Noun, nouns } from '../../server/store/schema.ts';
import { type Draft, individual, references } from './store-rows.ts';

/** Text that PostgreSQL and SQLite can both store: everything but U+0000. */
const text = fc.string({ unit: 'binary' }).map((value) => value.replaceAll('\0', ''));

const arbitraries: Record<KindName, fc.Arbitrary<unknown>> = {
  text: fc.oneof(text, fc.constantFrom('', ' ', "'; drop table users; --", '\u202e\ud83d\ude80 e\u0301', '%_\\')),
  integer: fc.maxSafeInteger(),
  boolean: fc.boolean(),
  json: fc.jsonValue({ maxDepth: 6, stringUnit: 'binary' }).filter((value) => value !== null),
};

/** Random rows of a noun with the given references. */
export function anyRow(noun: Noun, parents: ReadonlyMap<Noun, number>): fc.Arbitrary<Draft> {
  const fields: Record<string, fc.Arbitrary<unknown>> = {};
  for (const [field, kind] of Object.entries(nouns[noun])) {
    if (field === 'id') continue;
    const parent = references[field];
    const value = parent
      ? fc.constant(parent === noun ? null : parents.get(parent))
      : arbitraries[kind.replace('?', '') as KindName];
    fields[field] = kind.endsWith('?') ? fc.option(value, { nil: null }) : value;
  }
  return fc.record(fields).map(individual);
}
