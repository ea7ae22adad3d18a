import { at, type Feed, type ServiceFactory, value, words } from './service.ts';

const API = 'https://api.newrelic.com/v2';

/** New Relic's REST API v2 with an API key. @see https://docs.newrelic.com/docs/apis/rest-api-v2 */
export const newrelic: ServiceFactory = (web) => {
  const get = (path: string, key = '') => web.json(API + path, { 'x-api-key': key });
  const summary = (field: string): Feed => ({
    params: { application_id: 'required' },
    needsAccount: true,
    async fetch({ credentials: { api_key: key }, params }) {
      const found = await get(`/applications/${encodeURIComponent(words(params.application_id))}.json`, key);
      return { '1': value(at(found, `application.application_summary.${field}`)) };
    },
  });
  return {
    fields: [{ name: 'api_key', required: true, pattern: /^[\x21-\x7e]+$/ }],
    async check({ api_key: key }) {
      at(await get('/applications.json', key), 'applications');
      return {};
    },
    widgets: {
      newrelic_response_time_counter: summary('response_time'),
      newrelic_response_time_absolute_graph: summary('response_time'),
      newrelic_throughput_counter: summary('throughput'),
      newrelic_throughput_absolute_graph: summary('throughput'),
      newrelic_error_rate_counter: summary('error_rate'),
      newrelic_apdex_gauge: summary('apdex_score'),
    },
  };
};
