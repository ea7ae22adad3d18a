import { type Declaration, elementsOf, type Manifest, type Named } from './manifest.ts';

/** The elements used in markup; their views are only used by scripts. */
const TAGS = ['bc-widget', 'bc-dashboard'];

/** How a framework names attributes and event listeners. */
interface Naming {
  /** Whether the framework reserves `key`: then widgets are named by token. */
  readonly hasKey?: boolean;
  attribute?(name: string): string;
  listener(name: string): string;
}

const camel = (name: string): string => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
const NAMING: Record<'react' | 'vue' | 'svelte', Naming> = {
  react: { hasKey: true, listener: (name) => `on${name}` },
  vue: { hasKey: true, attribute: camel, listener: (name) => camel(`on-${name}`) },
  svelte: { listener: (name) => `on${name}` },
};

/** Templates may pass values that are not loaded yet. */
const orNot = (type: string): string => (/\bundefined$/.test(type) ? type : `${type} | undefined`);

/** Attributes and events of an element, as written in templates. */
function propsOf(
  { attributes = [], events = [] }: Declaration,
  { hasKey, attribute = String, listener }: Naming,
): string {
  const docs = ({ description }: Named) => (description ? `  /** ${description.replaceAll('*/', '')} */\n` : '');
  // `param.NAME` stands for many.
  const named = (name: string) =>
    name.endsWith('NAME') ? `[name: \`${name.slice(0, -4)}$\{string}\`]` : `'${attribute(name)}'?`;
  const rows = attributes
    .filter(({ name }) => !hasKey || name !== 'key')
    .map((each) => `${docs(each)}  ${named(each.name)}: ${orNot(each.type?.text ?? 'string')};`);
  const listeners = events.map(
    ({ name }) => `  '${listener(name)}'?: ${orNot(`((event: HTMLElementEventMap['${name}']) => void)`)};`,
  );
  return [...new Set([...rows, ...listeners])].join('\n');
}

const propsFor = (manifest: Manifest, naming: Naming): string =>
  block(
    manifest,
    (_, declaration) => `export interface ${declaration.name}Props {\n${propsOf(declaration, naming)}\n}`,
  );

const elements = (manifest: Manifest): [string, Declaration][] =>
  [...elementsOf(manifest)].filter(([tag]) => TAGS.includes(tag)).sort();

const HEAD = "import type { BcDashboard, BcWidget } from '../lib/package/index.js';\n";
const block = (manifest: Manifest, row: (tag: string, declaration: Declaration) => string): string =>
  elements(manifest)
    .map(([tag, declaration]) => row(tag, declaration))
    .join('\n');

/** `JSX.IntrinsicElements` of React 19, which sets properties, and listens to events with `on` and their name. */
const react = (manifest: Manifest): string => `import type { DetailedHTMLProps, HTMLAttributes } from 'react';
${HEAD}
${propsFor(manifest, NAMING.react)}

declare module 'react' { namespace JSX { interface IntrinsicElements {
${block(manifest, (tag, { name }) => `  '${tag}': DetailedHTMLProps<HTMLAttributes<${name}>, ${name}> & ${name}Props;`)}
} } }
`;

const vue = (manifest: Manifest): string => `import type { DefineComponent, HTMLAttributes } from 'vue';
${HEAD}
${propsFor(manifest, NAMING.vue)}

declare module 'vue' {
  interface GlobalComponents {
${block(manifest, (tag, { name }) => `    '${tag}': DefineComponent<${name}Props & HTMLAttributes>;`)}
  }
}
export type { BcDashboard, BcWidget };
`;

const svelte = (manifest: Manifest): string => `import type { HTMLAttributes } from 'svelte/elements';
${HEAD}
${propsFor(manifest, NAMING.svelte)}

declare module 'svelte/elements' {
  interface SvelteHTMLElements {
${block(manifest, (tag, { name }) => `    '${tag}': ${name}Props & HTMLAttributes<${name}>;`)}
  }
}
`;

/** Every element by its tag, for \`document.querySelector\` and similar. */
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

/** Custom data for HTML (VS Code, format 1.1): completion of elements and attributes in editors. */
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
