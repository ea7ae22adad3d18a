import type { Json, JsonObject } from '../../../components/model/widget.ts';
import { isObject } from '../json.ts';

/** Values for the placeholders of a dashboard, by name. */
export type Parameters = ReadonlyMap<string, Json>;

type Definition = JsonObject & { name: string };

/** A list of definitions, or definitions by name: there, anything but an object with a `default` is the default itself. */
function definitionsOf(parameters: Json): Definition[] {
  if (Array.isArray(parameters))
    return parameters.filter((each): each is Definition => isObject(each) && typeof each.name === 'string');
  return Object.entries(isObject(parameters) ? parameters : {}).map(([name, each]) =>
    isObject(each) && Object.hasOwn(each, 'default') ? { ...each, name } : { name, default: each },
  );
}

/** The defaults of a dashboard's parameters. */
export const defaultsOf = (parameters: Json): Map<string, Json> =>
  new Map(definitionsOf(parameters).map((each) => [each.name, each.default ?? null]));

/** A parameter that readers may set. */
export interface Parameter {
  name: string;
  label: string;
  /** The value when nobody chooses one. */
  value: Json;
  /** The allowed values; any when absent. */
  options?: Json[];
}

/** The parameters of a dashboard that readers may set: those with a plain value. */
export function parametersOf(parameters: Json): Parameter[] {
  const byName = new Map(definitionsOf(parameters).map((each) => [each.name, each]));
  return [...byName.values()].flatMap(({ name, default: value = null, label, options }): Parameter[] => {
    if (typeof value === 'object' && value !== null) return [];
    const known = Array.isArray(options) ? options.filter((each) => typeof each !== 'object' || each === null) : [];
    return [
      { name, label: typeof label === 'string' ? label : name, value, ...(known.length > 0 && { options: known }) },
    ];
  });
}

/** Whether readers may set it to a value: its default, or one of its options. In a URL, all of them are text. */
export const allows = ({ value: own, options }: Parameter, value: Json): boolean =>
  !options || [own, ...options].some((each) => `${each}` === `${value}`);

/**
 * A value with every `{{name}}` or `{{param.name}}` in its texts filled in; a text that is nothing but a placeholder
 * becomes the value itself.
 * @param missing collects the names that no parameter has; their placeholders stay
 */
export function substitute<T extends Json>(value: T, parameters: Parameters, missing: Set<string>): T {
  return replaced(value, parameters, missing) as T;
}

function replaced(value: Json, parameters: Parameters, missing: Set<string>): Json {
  if (typeof value === 'string') return filled(value, parameters, missing);
  if (Array.isArray(value)) return value.map((each) => replaced(each, parameters, missing));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, replaced(each, parameters, missing)]));
}

const PLACEHOLDER = /\{\{ {0,4}(?:param\.)?([\w-]{1,100}) {0,4}\}\}/g;

function filled(text: string, parameters: Parameters, missing: Set<string>): Json {
  if (!text.includes('{{')) return text;
  const [whole] = text.matchAll(PLACEHOLDER);
  if (whole?.[0] === text && parameters.has(whole[1] as string)) return parameters.get(whole[1] as string) as Json;
  return text.replace(PLACEHOLDER, (placeholder, name: string) => {
    const value = parameters.get(name);
    if (value === undefined) missing.add(name);
    if (value === undefined) return placeholder;
    return typeof value === 'string' ? value : JSON.stringify(value);
  });
}
