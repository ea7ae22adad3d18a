import { html } from 'hono/html';
import { common, type Rule, type TypeSpec } from '../../components/model/parse.ts';
import type { Json } from '../../components/model/widget.ts';
import { commonFields, configFields } from '../../server/docs/rules.ts';
import type { Html } from '../../server/render/page.ts';

/** Common config fields without an input: the page sets them otherwise, or they cannot be seen. */
const HIDDEN: ReadonlySet<string> = new Set(['theme', 'locale', 'time_zone', 'sound']);

const choice = (value: string, text: string, chosen: string): Html =>
  html`<option value="${value}"${value === chosen ? html` selected` : ''}>${text}</option>`;

/** The input for one field: a select for words, comma-separated text for lists, JSON for function rules. */
function input(name: string, rule: Rule, value: Json | undefined): Html {
  const kind = typeof rule === 'function' ? 'json' : rule.replace(/!$/, '');
  const text = value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : `${value}`;
  const options = kind === 'boolean' ? ['true', 'false'] : /^\w+(?:-\w+)*\|/.test(kind) ? kind.split('|') : undefined;
  if (options)
    return html`<select name="${name}" data-kind="${kind === 'boolean' ? 'json' : 'string'}">${choice('', '–', text)}${options.map((option) => choice(option, option, text))}</select>`;
  const list = kind.endsWith('[]');
  const shown = list && Array.isArray(value) ? value.join(', ') : text;
  return kind === 'number'
    ? html`<input name="${name}" data-kind="number" type="number" step="any" value="${shown}">`
    : html`<input name="${name}" data-kind="${kind}" value="${shown}" autocomplete="off" spellcheck="false">`;
}

/** Form fields for the config of a type. */
export function configInputs(spec: TypeSpec): Html[] {
  const rules = { ...common, ...spec.config };
  return [...commonFields(), ...configFields(spec)]
    .filter(({ name }) => !HIDDEN.has(name))
    .map(
      ({ name, meaning }) =>
        html`<label title="${meaning.replaceAll('`', '')}">${name.replaceAll('_', ' ')}${input(name, rules[name] as Rule, spec.sample.config[name])}</label>`,
    );
}
