import type { JsonObject } from '../../../components/model/widget.ts';
import { at, entries, type Feed, type ServiceFactory, value, words } from './service.ts';

const API = 'https://api.github.com';

/** GitHub's REST API with an OAuth or personal access token. @see https://docs.github.com/rest */
export const github: ServiceFactory = (web) => {
  const get = (path: string, token = '') =>
    web.json(API + path, {
      accept: 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
      ...(token && { authorization: `Bearer ${token}` }),
    });
  const repository = ({ user, repo }: JsonObject) =>
    `/repos/${encodeURIComponent(words(user))}/${encodeURIComponent(words(repo))}`;
  const events = async (params: JsonObject, token: string | undefined, type: string, does: string) => {
    const list = await get(`${repository(params)}/events?per_page=100`, token);
    const some = (Array.isArray(list) ? list : []).filter((row) => at(row, 'type') === type);
    return entries(some, (row) => {
      const actor = row.actor as JsonObject;
      return {
        entry: {
          title: `${words(actor?.login)} ${does}`,
          image: words(actor?.avatar_url),
          link: `https://github.com/${words(actor?.login)}`,
        },
        at: words(row.created_at),
      };
    });
  };
  const count = (field: string): Feed => ({
    params: { user: 'optional', repo: 'required' },
    needsAccount: true,
    async fetch({ credentials: { access_token: token }, params }) {
      return { '1': value(at(await get(repository(await owned(params, token)), token), field)) };
    },
  });
  /** `user` defaults to the account's own. */
  const owned = async (params: JsonObject, token: string | undefined): Promise<JsonObject> =>
    params.user ? params : { ...params, user: at(await get('/user', token), 'login') };

  return {
    fields: [{ name: 'access_token', required: true, pattern: /^[\x21-\x7e]+$/ }],
    async check({ access_token: token }) {
      return { username: words(at(await get('/user', token), 'login')) };
    },
    widgets: {
      github_watchers_counter: count('stargazers_count'),
      github_watchers_counter_timeline: {
        params: { user: 'optional', repo: 'required' },
        needsAccount: true,
        async fetch({ credentials: { access_token: token }, params }) {
          const whose = await owned(params, token);
          const [repo, timeline] = await Promise.all([
            get(repository(whose), token),
            events(whose, token, 'WatchEvent', 'starred it'),
          ]);
          return { '1': value(at(repo, 'stargazers_count')), '2': timeline };
        },
      },
      github_forks_counter: count('forks_count'),
      github_issues_counter: count('open_issues_count'),
      github_commits_timeline: {
        params: { user: 'optional', repo: 'required' },
        needsAccount: true,
        async fetch({ credentials: { access_token: token }, params }) {
          const list = await get(`${repository(await owned(params, token))}/commits?per_page=30`, token);
          return {
            '1': entries(list, (row) => {
              const commit = row.commit as JsonObject;
              const author = commit?.author as JsonObject;
              const title = words(commit?.message).split('\n', 1)[0] ?? '';
              return {
                entry: { title, content: words(author?.name), link: words(row.html_url) },
                at: words(author?.date),
              };
            }),
          };
        },
      },
    },
  };
};
