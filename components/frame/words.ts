import { registerLocale } from '../locales/localize.ts';

/** The words of frames and dashboards. */
export const words: Record<string, string> = {
  updated: 'Updated {0}',
  stale: 'Connection lost',
  fullscreen: 'Full screen',
  csv: 'Download the data (CSV)',
  png: 'Download the picture (PNG)',
  controls: 'Tools',
  locked: 'This dashboard is protected by a password.',
  password: 'Password',
  open: 'Open',
  wrong: 'That is not the password.',
  wait: 'Too many tries. Please wait a little.',
  away: 'The server does not answer. Please try again.',
  pages: 'Pages',
};

registerLocale('en', words);
