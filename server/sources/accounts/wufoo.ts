import type { Credentials } from '../../domain/sources/account-kinds.ts';
import { at, basic, entries, type ServiceFactory, value, words } from './service.ts';

/** Wufoo's API v3: the key is the user name of HTTP Basic, any password will do. @see https://wufoo.github.io/docs/ */
export const wufoo: ServiceFactory = (web) => {
  const get = (path: string, { subdomain, api_key: key = '' }: Credentials) =>
    web.json(`https://${subdomain}.wufoo.com/api/v3${path}`, { authorization: basic(key, 'footastic') });
  const form = (name: unknown) => `/forms/${encodeURIComponent(words(name as string))}`;
  return {
    fields: [
      {
        name: 'subdomain',
        required: true,
        pattern: /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i,
        expected: 'Enter the first part of the address at wufoo.com.',
      },
      { name: 'api_key', required: true, pattern: /^[\x21-\x39\x3b-\x7e]+$/ },
    ],
    async check(credentials) {
      at(await get('/users.json', credentials), 'Users');
      return {};
    },
    widgets: {
      wufoo_entries_counter: {
        params: { form: 'required' },
        needsAccount: true,
        async fetch({ credentials, params }) {
          return { '1': value(at(await get(`${form(params.form)}/entries/count.json`, credentials), 'EntryCount')) };
        },
      },
      wufoo_entries_timeline: {
        params: { form: 'required', title: 'optional' },
        needsAccount: true,
        async fetch({ credentials, params }) {
          const path = `${form(params.form)}/entries.json?sort=DateCreated&sortDirection=DESC&pageSize=30`;
          const list = at(await get(path, credentials), 'Entries');
          const title = words(params.title) || 'Field1';
          return {
            '1': entries(list, (row) => ({
              entry: { title: words(row[title]) || `Entry ${words(row.EntryId)}`, content: words(row.CreatedBy) },
              at: words(row.DateCreated).replace(' ', 'T'),
            })),
          };
        },
      },
    },
  };
};
