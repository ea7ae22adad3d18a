import { registerLocale } from '../locales/localize.ts';

/** What a frame says where its type's module cannot be had. */
registerLocale('en', {
  missing: 'Not loaded yet. If it stays so, reload the page.',
});
