import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as analyzer from '@custom-elements-manifest/analyzer';

/** The parts of the analyzer and of its TypeScript that we use; its own declarations lack them. */
const { create, ts } = analyzer as unknown as {
  create(options: { modules: unknown[]; plugins: object[]; context: object }): Manifest;
  ts: {
    createSourceFile(path: string, text: string, target: number, setParents: boolean, kind: number): unknown;
    isClassDeclaration(node: Node): boolean;
    ScriptTarget: { ES2022: number };
    ScriptKind: { TS: number };
  };
};

/** A node of a syntax tree: a class, its members, the properties of an object. */
interface Node {
  name?: { getText(): string };
  initializer?: Node & { getText(): string };
  members?: Node[];
  properties?: Node[];
}

/** The parts of a custom elements manifest (schema 1.0) that we use. */
export interface Manifest {
  schemaVersion: string;
  readme: string;
  modules: { path: string; declarations?: Declaration[]; exports?: unknown[] }[];
}

export interface Declaration {
  kind: string;
  name: string;
  tagName?: string;
  summary?: string;
  description?: string;
  superclass?: { name: string };
  attributes?: Named[];
  members?: (Named & { kind: string; static?: boolean; privacy?: string })[];
  events?: Named[];
  cssParts?: Named[];
  cssProperties?: (Named & { default?: string })[];
}

export interface Named {
  name: string;
  description?: string;
  fieldName?: string;
  type?: { text: string };
  inheritedFrom?: object;
}

const LIST = /^( \* @(?:attr|csspart|cssproperty|fires)) ((?:[\w-]+, )+[\w-]+)( - .*)?$/gm;

/** Splits tags that list several names (`@csspart row, name, value`), since the analyzer expects one per tag. */
export const expandTags = (source: string): string =>
  source.replace(LIST, (_, tag: string, names: string, description = '') =>
    names
      .split(', ')
      .map((name) => `${tag} ${name}${description}`)
      .join('\n'),
  );

/** The attribute of each property in `static properties`; `undefined` for properties without one. */
function propertiesOf({ members = [] }: Node): Map<string, string | undefined> {
  const table = members.find(({ name }) => name?.getText() === 'properties')?.initializer?.properties ?? [];
  return new Map(
    table.flatMap(({ name, initializer }) => {
      const text = initializer?.getText() ?? '';
      const property = name?.getText();
      if (!property) return [];
      const own = /attribute: '([^']+)'/.exec(text)?.[1];
      return [[property, /attribute: false|state: true/.test(text) ? undefined : (own ?? property.toLowerCase())]];
    }),
  );
}

/** Public members besides the properties. */
const READABLE = /^(?:status|problem|register)$/;

/** Elements without decorators: takes attributes from `static properties`, and drops internal fields. */
const properties = {
  name: 'boardcast:properties',
  analyzePhase({ node, moduleDoc }: { node: Node; moduleDoc: { declarations?: Declaration[] } }): void {
    if (!ts.isClassDeclaration(node)) return;
    const element = moduleDoc.declarations?.find(({ name }) => name === node.name?.getText());
    const table = propertiesOf(node);
    if (!element || !(table.size || element.summary)) return;
    element.members = element.members?.filter(({ name }) => table.has(name) || READABLE.test(name)) ?? [];
    // The analyzer misreads events created elsewhere: it uses the name of the argument.
    element.events = element.events?.filter(({ name }) => name.startsWith('bc-')) ?? [];
    for (const [property, name] of table) {
      // Views get objects as properties: they have no attributes.
      if (name === undefined || !element.attributes?.length) continue;
      const member = element.members.find((each) => each.name === property);
      const known = element.attributes?.find((each) => each.name === name);
      const attribute = known ?? { name };
      if (!known) element.attributes = [...(element.attributes ?? []), attribute];
      Object.assign(attribute, { fieldName: property, type: member?.type });
    }
  },
};

/** Adds tag names: the analyzer does not recognize our `define`. */
const tags = (sources: readonly string[]) => ({
  name: 'boardcast:tags',
  packageLinkPhase({ customElementsManifest }: { customElementsManifest: Manifest }): void {
    const names = new Map(
      sources.flatMap((text) =>
        [...text.matchAll(/\bdefine\('([\w-]+)', (\w+)\)/g)].map(([, tag, name]) => [name, tag]),
      ),
    );
    for (const { declarations = [] } of customElementsManifest.modules)
      for (const each of declarations) {
        const tagName = names.get(each.name);
        if (tagName) Object.assign(each, { tagName, customElement: true });
      }
  },
});

/**
 * The custom elements manifest of the elements, read from their sources and docblocks.
 * @param root of this repository
 */
export function manifestOf(root: string): Manifest {
  const paths = globSync('components/**/*.ts', { cwd: root }).sort();
  const texts = paths.map((path) => expandTags(readFileSync(join(root, path), 'utf8')));
  const modules = paths.map((path, index) =>
    ts.createSourceFile(
      path.replace(/^components\//, 'lib/').replace(/\.ts$/, '.js'),
      texts[index] as string,
      ts.ScriptTarget.ES2022,
      true,
      ts.ScriptKind.TS,
    ),
  );
  const manifest = create({ modules, plugins: [properties, tags(texts)], context: { dev: false } });
  return {
    ...manifest,
    modules: manifest.modules.filter(({ declarations = [] }) => declarations.some(({ tagName }) => tagName)),
  };
}

/** The elements of a manifest by their tag. */
export const elementsOf = ({ modules }: Manifest): Map<string, Declaration> =>
  new Map(
    modules.flatMap(({ declarations = [] }) =>
      declarations.flatMap((each) => (each.tagName ? [[each.tagName, each] as const] : [])),
    ),
  );
