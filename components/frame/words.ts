import { registerLocale } from '../locales/localize.ts';

/** What a frame says about the age of its values, and where its type's module cannot be had. */
registerLocale('en', {
  updated: 'Updated {0}',
  stale: 'Connection lost',
  missing: 'This could not be loaded. If it stays so, reload the page.',
});
