import { registerLocale } from '../locales/localize.ts';

/** What a frame says about the age of its values. */
registerLocale('en', { updated: 'Updated {0}', stale: 'Connection lost' });
