import type { Json, JsonObject } from '../../components/model/widget.ts';
import { isObject } from '../domain/json.ts';

const CONTINUED = ' \\\n  ';

/** Quotes text for a POSIX shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** A command that pushes data (JSON) to a widget. */
export const pushCommand = (data: string, publicUrl: string): string =>
  [
    `curl -X POST '${publicUrl}/api/v2/widgets/WIDGET_KEY/data'`,
    '-H "Authorization: Bearer $API_KEY"',
    "-H 'Content-Type: application/json'",
    `-d ${quoted(data)}`,
  ].join(CONTINUED);

/** The arguments of curl for a credential. */
function credentialOf(name: string, schemes: JsonObject): string[] {
  const scheme = schemes[name];
  if (!isObject(scheme)) return [];
  if (scheme.scheme === 'bearer') return ['-H "Authorization: Bearer $API_KEY"'];
  if (scheme.scheme === 'basic') return [name === 'password' ? '-u "$USERNAME:$PASSWORD"' : '-u "$API_KEY:x"'];
  return scheme.in === 'header' ? [`-H "${scheme.name}: $API_KEY"`] : [];
}

/** An operation of an OpenAPI document, with what its command needs of the rest. */
export interface Command {
  method: string;
  /** As in the document, with `{names}`. */
  path: string;
  operation: JsonObject;
  schemes: JsonObject;
  publicUrl: string;
}

/** A command to try the operation. Secrets are shell variables. */
export function curlOf({ method, path, operation, schemes, publicUrl }: Command): string {
  const parameters = (operation.parameters ?? []) as JsonObject[];
  const examples = new Map(parameters.map(({ name, example }) => [name, String(example ?? name)]));
  const address = publicUrl + path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURI(examples.get(name) ?? name));
  const required = parameters.filter((each) => each.in === 'query' && each.required);
  const query = new URLSearchParams(required.map(({ name }) => [String(name), examples.get(String(name)) ?? '']));
  const [first = {}] = ((operation.security ?? []) as JsonObject[]).filter((each) => Object.keys(each).length > 0);
  const { content } = (operation.requestBody ?? {}) as { content?: Record<string, { example?: Json }> };
  const body = content?.['application/json']?.example;
  const isStream = JSON.stringify(operation.responses).includes('text/event-stream');
  const parts = [
    `curl ${isStream ? '-N ' : ''}${method === 'GET' ? '' : `-X ${method} `}${quoted(address + (query.size > 0 ? `?${query}` : ''))}`,
    ...Object.keys(first).flatMap((name) => credentialOf(name, schemes)),
    ...(body === undefined ? [] : ["-H 'Content-Type: application/json'", `-d ${quoted(JSON.stringify(body))}`]),
  ];
  return parts.join(CONTINUED);
}
