import type { Credentials } from '../../domain/sources/account-kinds.ts';
import { at, basic, type ServiceFactory, shaped, value } from './service.ts';

function authorization({ token, user, password = '' }: Credentials): Record<string, string> {
  if (token) return { authorization: `Bearer ${token}` };
  return user ? { authorization: basic(user, password) } : {};
}

/** Any URL that returns JSON; a widget's `path` selects the value to show. */
export const httpJson: ServiceFactory = (web) => ({
  fields: [
    {
      name: 'url',
      required: true,
      isPlace: true,
      pattern: /^https?:\/\/\S+$/i,
      expected: 'Enter a URL with http or https.',
    },
    { name: 'token', required: false, pattern: /^[\x21-\x7e]+$/ },
    { name: 'user', required: false, pattern: /^[^:\p{Cc}]+$/u },
    { name: 'password', required: false, pattern: /^[^\p{Cc}]+$/u },
  ],
  async check(credentials) {
    await web.json(credentials.url ?? '', authorization(credentials));
    return {};
  },
  widgets: shaped('http_json', {
    params: { path: 'optional' },
    needsAccount: true,
    async fetch({ credentials, params }) {
      return { '1': value(at(await web.json(credentials.url ?? '', authorization(credentials)), params.path)) };
    },
  }),
});
