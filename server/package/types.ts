import { type Declaration, elementsOf, type Manifest, type Named } from './manifest.ts';

/** The elements that pages write; the views inside of them are for scripts. */
const TAGS = ['bc-widget', 'bc-dashboard'];

/** What values mean in markup: objects as JSON, switches by being there. */
const written = (text: string | undefined): string =>
  /Json|object/i.test(text ?? '') ? 'object | string' : (text ?? 'string');

/** Attributes of an element by the names of its properties, where they have one, as frameworks set them. */
function propsOf({ attributes = [], events = [] }: Declaration, own: (name: string) => string): string {
  const docs = ({ description }: Named) => (description ? `  /** ${description.replaceAll('*/', '')} */\n` : '');
  const rows = attributes
    // React and Vue keep `key` for themselves: there, a token names the widget.
    .filter(({ name }) => name !== 'key')
    .map((each) => `${docs(each)}  '${each.name}'?: ${written(each.type?.text)};`);
  const listeners = events.map(({ name }) => `  '${own(name)}'?: (event: HTMLElementEventMap['${name}']) => void;`);
  return [...new Set([...rows, ...listeners])].join('\n');
}

const elements = (manifest: Manifest): [string, Declaration][] =>
  [...elementsOf(manifest)].filter(([tag]) => TAGS.includes(tag)).sort();

const HEAD = "import type { BcDashboard, BcWidget } from '../lib/package/index.js';\n";
const block = (manifest: Manifest, row: (tag: string, declaration: Declaration) => string): string =>
  elements(manifest)
    .map(([tag, declaration]) => row(tag, declaration))
    .join('\n');

/** `JSX.IntrinsicElements` of React 19, which sets properties and listens by `on` and the event's name. */
const react = (manifest: Manifest): string => `import type { DetailedHTMLProps, HTMLAttributes } from 'react';
${HEAD}
${block(manifest, (_, declaration) => `export interface ${declaration.name}Props {\n${propsOf(declaration, (name) => `on${name}`)}\n}`)}

declare module 'react' { namespace JSX { interface IntrinsicElements {
${block(manifest, (tag, { name }) => `  '${tag}': DetailedHTMLProps<HTMLAttributes<${name}>, ${name}> & ${name}Props;`)}
} } }
`;

const vue = (manifest: Manifest): string => `import type { DefineComponent, HTMLAttributes } from 'vue';
${HEAD}
${block(manifest, (_, declaration) => `export interface ${declaration.name}Props {\n${propsOf(declaration, (name) => `on${name[0]?.toUpperCase()}${name.slice(1).replace(/-(\w)/g, (__, letter: string) => letter.toUpperCase())}`)}\n}`)}

declare module 'vue' {
  interface GlobalComponents {
${block(manifest, (tag, { name }) => `    '${tag}': DefineComponent<${name}Props & HTMLAttributes>;`)}
  }
}
export type { BcDashboard, BcWidget };
`;

const svelte = (manifest: Manifest): string => `import type { HTMLAttributes } from 'svelte/elements';
${HEAD}
${block(manifest, (_, declaration) => `export interface ${declaration.name}Props {\n${propsOf(declaration, (name) => `on${name}`)}\n}`)}

declare module 'svelte/elements' {
  interface SvelteHTMLElements {
${block(manifest, (tag, { name }) => `    '${tag}': ${name}Props & HTMLAttributes<${name}>;`)}
  }
}
`;

/** Every element by its tag, for \`document.querySelector\` and its like. */
function tagNames(manifest: Manifest): string {
  const rows = manifest.modules.flatMap(({ path, declarations = [] }) =>
    declarations.flatMap(({ tagName, name }) => (tagName ? [`    '${tagName}': import('../${path}').${name};`] : [])),
  );
  return `declare global {\n  interface HTMLElementTagNameMap {\n${rows.sort().join('\n')}\n  }\n}\n\nexport {};\n`;
}

/** Types of the elements in templates, by file name below `types/`. */
export const typesOf = (manifest: Manifest): Record<string, string> => ({
  'react.d.ts': react(manifest),
  'vue.d.ts': vue(manifest),
  'svelte.d.ts': svelte(manifest),
  'html.d.ts': tagNames(manifest),
});

const VALUES: Readonly<Record<string, readonly string[]>> = { theme: ['light', 'dark', 'high-contrast'] };

/** Custom data for HTML (VS Code, format 1.1): what the editor knows of the elements and their attributes. */
export const htmlData = (manifest: Manifest, types: readonly string[]): object => ({
  version: 1.1,
  tags: elements(manifest).map(([name, { summary = '', attributes = [] }]) => ({
    name,
    description: summary,
    attributes: attributes.map(({ name: attribute, description = '' }) => ({
      name: attribute,
      description,
      values: (attribute === 'type' ? types : (VALUES[attribute] ?? [])).map((value) => ({ name: value })),
    })),
  })),
});
