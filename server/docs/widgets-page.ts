import { html } from 'hono/html';
import { types } from '../../components/model/types/index.ts';
import type { Html } from '../render/page.ts';
import { pushCommand } from './curl.ts';
import { pretty } from './forms.ts';
import { layout, listing, prose, table } from './layout.ts';
import { commonFields, configFields, dataFields, type Field } from './rules.ts';

export const fieldTable = (label: string, fields: readonly Field[]): Html =>
  fields.length === 0
    ? html`<p class="muted">None.</p>`
    : table(
        label,
        ['Field', 'Type', 'Description'],
        fields.map(({ name, takes, required, meaning }) => [
          html`<code>${name}</code>${required ? html` <span class="tag">required</span>` : ''}`,
          takes,
          prose(meaning),
        ]),
      );

/** The fields of every widget type, from the same tables that validate them. */
export const widgetsPage = (publicUrl: string): Html =>
  layout({
    title: 'Widget types',
    index: [
      { name: 'Common config', address: '#common' },
      ...Object.values(types).map(({ type, title }) => ({ name: title, address: `#type-${type}` })),
    ],
    body: html`<h1>Widget types</h1>
<p>The <code>config</code> of a widget is how it looks, its <code>data</code> is what you push. Numbers can be strings.
Unknown fields are kept. If a field is invalid, the widget names it and shows the rest.</p>
<h2 id="common">Common config</h2>
<p>Every type supports these fields.</p>
${fieldTable('Common config', commonFields())}
${Object.values(types).map(
  (spec) => html`<section aria-labelledby="type-${spec.type}"><h2 id="type-${spec.type}">${spec.title}</h2>
<p>Type <code>${spec.type}</code>, by default ${spec.w} columns by ${spec.h} rows.</p>
<h3>Data of ${spec.title}</h3>${fieldTable(`Data of ${spec.title}`, dataFields(spec))}
<h3>Config of ${spec.title}</h3>${fieldTable(`Config of ${spec.title}`, configFields(spec))}
${listing('Sample config', pretty(spec.sample.config))}
${listing('Sample data', pretty(spec.sample.data))}
${listing('Push it', pushCommand(JSON.stringify(spec.sample.data), publicUrl))}</section>`,
)}`,
  });
