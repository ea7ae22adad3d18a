import { feedEntries } from './feed-xml.ts';
import { refusal, type ServiceFactory, words } from './service.ts';

/** RSS and Atom feeds. A widget may name the address itself and needs no account. */
export const rss: ServiceFactory = (web) => {
  async function read(url: string) {
    const text = await web.text(url, {
      accept: 'application/rss+xml, application/atom+xml, application/xml, text/xml',
    });
    const found = feedEntries(text);
    if (!found) throw refusal('This address has no RSS or Atom feed.');
    return found;
  }
  return {
    fields: [
      { name: 'url', required: true, pattern: /^https?:\/\/\S+$/i, expected: 'Enter a URL with http or https.' },
    ],
    async check({ url = '' }) {
      await read(url);
      return {};
    },
    widgets: {
      rss_timeline: {
        params: { url: 'optional' },
        needsAccount: false,
        async fetch({ credentials, params }) {
          const found = await read(words(params.url) || (credentials.url ?? ''));
          return { '1': found.slice(0, 30).reverse() };
        },
      },
    },
  };
};
