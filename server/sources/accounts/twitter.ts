import type { JsonObject } from '../../../components/model/widget.ts';
import { at, entries, type Feed, type ServiceFactory, value, words } from './service.ts';

const API = 'https://api.twitter.com/2';

/** Twitter's API v2 with a user's access token (OAuth 2.0). Accounts are named by their screen name. */
export const twitter: ServiceFactory = (web) => {
  const get = (path: string, token = '') => web.json(API + path, { authorization: `Bearer ${token}` });
  const metric = (field: string): Feed => ({
    params: { user: 'optional' },
    needsAccount: true,
    async fetch({ credentials: { access_token: token }, params }) {
      const who = params.user ? `/by/username/${encodeURIComponent(words(params.user))}` : '/me';
      const found = await get(`/users${who}?user.fields=public_metrics`, token);
      return { '1': value(at(found, `data.public_metrics.${field}`)) };
    },
  });
  return {
    namesItself: true,
    fields: [{ name: 'access_token', required: true, pattern: /^[\x21-\x7e]+$/ }],
    async check({ access_token: token }) {
      return { username: words(at(await get('/users/me', token), 'data.username')) };
    },
    widgets: {
      twitter_followers_counter: metric('followers_count'),
      twitter_followers_absolute_graph: metric('followers_count'),
      twitter_tweets_counter: metric('tweet_count'),
      twitter_search_timeline: {
        params: { query: 'required' },
        needsAccount: true,
        async fetch({ credentials: { access_token: token }, params }) {
          const query = encodeURIComponent(words(params.query));
          const fields = 'max_results=30&tweet.fields=created_at&expansions=author_id&user.fields=profile_image_url';
          const found = (await get(`/tweets/search/recent?query=${query}&${fields}`, token)) as JsonObject;
          const users = ((found.includes as JsonObject)?.users ?? []) as JsonObject[];
          const byId = new Map(users.map((user) => [user.id, user]));
          return {
            '1': entries(found.data ?? [], (row) => {
              const author = byId.get(row.author_id ?? null);
              return {
                entry: {
                  title: author ? `@${words(author.username)}` : 'Tweet',
                  content: words(row.text),
                  image: words(author?.profile_image_url),
                  link: `https://twitter.com/i/web/status/${words(row.id)}`,
                },
                at: words(row.created_at),
              };
            }),
          };
        },
      },
    },
  };
};
