import type { JsonObject } from '../../components/model/widget.ts';
import { snippetsOf } from '../../server/domain/sharing/snippets.ts';

/** The widget of an example. */
export interface Example {
  type: string;
  config: JsonObject;
  data: JsonObject;
}

export interface Snippet {
  name: string;
  /** What it is for. */
  why: string;
  code: string;
}

/** Quotes text for a POSIX shell. */
const shell = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
/** Quotes text as an HTML attribute. */
const attribute = (text: string): string => `'${text.replaceAll('&', '&amp;').replaceAll("'", '&#39;')}'`;

const post = (server: string, path: string, body: JsonObject): string =>
  [
    `curl -X POST ${server}/api/v2/${path}`,
    `  -H "Authorization: Bearer $API_KEY" -H "Content-Type: application/json"`,
    `  -d ${shell(JSON.stringify(body))}`,
  ].join(' \\\n');

/** Snippets to feed a widget and to show it, with and without a server. */
export function snippets(server: string, { type, config, data }: Example): Snippet[] {
  const title = typeof config.title === 'string' ? config.title : type;
  const { element, script, iframe } = snippetsOf('widget', 'EMBED_TOKEN', server, title);
  return [
    {
      name: 'Push',
      why: 'Every page with this widget updates at once.',
      code: post(server, 'widgets/WIDGET_KEY/data/', data),
    },
    {
      name: 'Create',
      why: 'Only once. The response contains the key of the widget.',
      code: post(server, 'dashboards/DASHBOARD_KEY/widgets/', { type, title, config }),
    },
    { name: 'Element', why: 'For your own pages, with any framework.', code: element },
    { name: 'Script', why: 'For editors that strip unknown elements.', code: script },
    { name: 'Iframe', why: 'For everything else. Shows its values even without JavaScript.', code: iframe },
    {
      name: 'No server',
      why: 'The values are in the HTML.',
      code: `<script type="module" src="${server}/bc.js"></script>\n<bc-widget type="${type}" config=${attribute(JSON.stringify(config))}\n  data=${attribute(JSON.stringify(data))}></bc-widget>`,
    },
  ];
}
