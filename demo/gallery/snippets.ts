import type { JsonObject } from '../../components/model/widget.ts';
import { snippetsOf } from '../../server/domain/sharing/snippets.ts';

/** Somebody's widget, as it stands in an example. */
export interface Example {
  type: string;
  config: JsonObject;
  data: JsonObject;
}

export interface Snippet {
  name: string;
  /** Why one would take this one. */
  why: string;
  code: string;
}

/** Text between single quotes, for a POSIX shell. */
const shell = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
/** Text between single quotes, for HTML. */
const attribute = (text: string): string => `'${text.replaceAll('&', '&amp;').replaceAll("'", '&#39;')}'`;

const post = (server: string, path: string, body: JsonObject): string =>
  [
    `curl -X POST ${server}/api/v2/${path}`,
    `  -H "Authorization: Bearer $API_KEY" -H "Content-Type: application/json"`,
    `  -d ${shell(JSON.stringify(body))}`,
  ].join(' \\\n');

/** How a widget is fed, and how it is shown: without a server, and by one. */
export function snippets(server: string, { type, config, data }: Example): Snippet[] {
  const title = typeof config.title === 'string' ? config.title : type;
  const { element, script, iframe } = snippetsOf('widget', 'EMBED_TOKEN', server, title);
  return [
    { name: 'Push', why: 'Every page that shows it repaints.', code: post(server, 'widgets/WIDGET_KEY/data/', data) },
    {
      name: 'Make it',
      why: 'Once; the answer holds its key.',
      code: post(server, 'dashboards/DASHBOARD_KEY/widgets/', { type, title, config }),
    },
    { name: 'Element', why: 'For your own pages and every framework.', code: element },
    { name: 'Script', why: 'For editors that strip elements they do not know.', code: script },
    { name: 'Iframe', why: 'For everything else; its values need no script.', code: iframe },
    {
      name: 'No server',
      why: 'The values are in the page.',
      code: `<script type="module" src="${server}/bc.js"></script>\n<bc-widget type="${type}" config=${attribute(JSON.stringify(config))}\n  data=${attribute(JSON.stringify(data))}></bc-widget>`,
    },
  ];
}
