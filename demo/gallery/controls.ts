import type { Rule, Schema, TypeSpec } from '../../components/model/parse.ts';
import type { Json } from '../../components/model/widget.ts';
import { html, type Markup } from './html.ts';

/** Config that every type understands and that no control of the stage sets. */
const COMMON: Schema = { title: 'string', subtitle: 'string', colors: 'string[]', stale_after: 'number' };

/** What a rule accepts, in words. */
export function accepts(rule: Rule): string {
  if (typeof rule === 'function') return 'see the sample';
  const kind = rule.replace(/\W+$/, '');
  const words = kind.includes('|') ? kind.split('|').join(', ') : kind;
  return `${words}${rule.includes('[]') ? ' list' : ''}${rule.endsWith('!') ? ', required' : ''}`;
}

const choice = (value: string, text: string, chosen: string): Markup =>
  html`<option value="${value}"${value === chosen ? html` selected` : ''}>${text}</option>`;

/** The input for one field: words are chosen, lists are written with commas, what a rule checks itself is JSON. */
function input(name: string, rule: Rule, value: Json | undefined): Markup {
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

/** A form field for everything that the config of a type may say. */
export function configFields(spec: TypeSpec): Markup[] {
  const fields = Object.entries({ ...COMMON, ...spec.config });
  return fields.map(
    ([name, rule]) => html`<label>${name.replaceAll('_', ' ')}${input(name, rule, spec.sample.config[name])}</label>`,
  );
}

/** Every field of a schema and what it accepts, as rows of a table. */
export const fieldRows = (schema: Schema): Markup[] =>
  Object.entries(schema).map(
    ([name, rule]) => html`<tr><th scope="row"><code>${name}</code></th><td>${accepts(rule)}</td></tr>`,
  );
