import { defineConfig, type Plugin } from 'vite';
import { sourceHash } from './server/build.ts';
import { cuts, LIT_NEEDED } from './server/cuts.ts';

/** Name of this build: in the chunks' addresses, and where the chunks find the script that loads them. */
let id = '';

const naming: Plugin = {
  name: 'boardcast:naming',
  buildStart() {
    const hash = sourceHash();
    id = hash.slice(0, 8);
    this.emitFile({ type: 'asset', fileName: '.stamp', source: hash });
  },
};

/**
 * The catalog loads the module of a type by its name. The bundler is shown one import for each type, so that it makes a
 * chunk of each; what browsers get is again one import of an address that is told from the name, so that a type more
 * costs a page of numbers no more than its name.
 */
const catalog: Plugin = {
  name: 'boardcast:catalog',
  enforce: 'pre',
  transform(code, file) {
    if (!file.endsWith('/components/catalog.ts')) return;
    const [, names = ''] = /\bTYPES =\s*'([^']+)'/.exec(code) ?? [];
    const isLazy = (name: string) => name !== 'number';
    const table = names
      .split(' ')
      .filter(isLazy)
      .map((name) => `${name}: () => import('./widgets/${name}.ts')`);
    const result = code.replace(/import\(`\.\/widgets\/\$\{name\}\.ts`\)/, () => `({ ${table.join()} })[name]()`);
    if (!names || result === code) this.error('catalog.ts has no TYPES, or does not load them by name');
    return { code: result, map: null };
  },
  generateBundle(_, bundle) {
    const row = `(\\w+):\\(\\)=>import\\([\`'"]\\./chunks/\\1-${id}\\.js[\`'"]\\)`;
    const table = new RegExp(`\\(?\\{(?:${row},?)+\\}\\)?\\[(\\w+)\\]\\(\\)`);
    const chunk = bundle['bc.js'];
    if (chunk?.type !== 'chunk' || !table.test(chunk.code)) return this.error('bc.js has no table of types');
    chunk.code = chunk.code.replace(table, (_all, _last, name) => `import(\`./chunks/\${${name}}-${id}.js\`)`);
  },
};

/** White space that means nothing: line breaks in templates, everything but the rules in style sheets. */
const squeeze: Record<string, (text: string) => string> = {
  html: (text) =>
    text.replace(/\s*\n\s*/g, (_, at: number) => {
      const before = text.slice(0, at).at(-1);
      const after = text.slice(at).trimStart()[0];
      return before === '>' || after === '<' || after === '>' || (!before && !after) ? '' : ' ';
    }),
  css: (text) =>
    text
      .replace(/\/\*.*?\*\//gs, '')
      .replace(/\s+/g, ' ')
      .replace(/^(`?) | ?([{};,~]|[<>]=?) ?/g, '$1$2')
      .replace(/: |(?<=@(?:container|media)) (?=\()/g, (gap) => gap.trim())
      // In values. A sum keeps its spaces, a combinator of selectors does not.
      .replace(/ \/ | \* (?=var\(|\(|\.?\d)/g, (sign) => sign.trim())
      .replace(/ ?\+ (?=[[:]|\.?[a-z][\w-]*(?![\w(-]))/g, '+')
      .replace(/(?<![\w.])0\.(?=\d)/g, '.')
      .replace(/='([a-z][\w-]*)'/g, '=$1')
      .replaceAll(';}', '}'),
};

interface Node {
  type: string;
  tag?: { name?: string };
  quasi?: { quasis: { start: number; end: number; tail: boolean }[] };
}

function templatesOf(
  node: unknown,
  found: { name: string; start: number; end: number; tail: boolean }[] = [],
): typeof found {
  if (typeof node !== 'object' || node === null) return found;
  const { type, tag, quasi } = node as Node;
  if (type === 'TaggedTemplateExpression' && quasi)
    for (const { start, end, tail } of quasi.quasis) found.push({ name: tag?.name ?? '', start, end, tail });
  for (const value of Object.values(node)) templatesOf(value, found);
  return found;
}

const templates: Plugin = {
  name: 'boardcast:templates',
  enforce: 'pre',
  transform(code, file) {
    if (!file.includes('/components/')) return;
    const needed = LIT_NEEDED.source.exec(code);
    if (needed) this.error(`${file}: ${needed[0]} needs what browsers do not get (see server/cuts.ts)`);
    let result = '';
    let last = 0;
    const pieces = templatesOf(this.parse(code, { lang: 'ts' })).sort((a, b) => a.start - b.start);
    for (const { name, start, end, tail } of pieces) {
      const text = code.slice(start, end);
      if (/^(?:html|svg)$/.test(name)) {
        const inner = text.replace(/^[`}]|(?:`|\$\{)$/g, '');
        if (!tail && LIT_NEEDED.piece.test(inner)) this.error(`${file}: no hole may follow ${inner}`);
      }
      result += code.slice(last, start) + (squeeze[name]?.(text) ?? text);
      last = end;
    }
    return { code: result + code.slice(last), map: null };
  },
};

const cutting: Plugin = {
  name: 'boardcast:cuts',
  transform(code, file) {
    const name = Object.keys(cuts).find((each) => file.endsWith(`/${each}`));
    if (!name) return;
    let result = code;
    for (const [cut, rest] of cuts[name] ?? []) {
      if (!cut.test(result)) this.error(`${name} has changed: ${cut} is not in it (see server/cuts.ts)`);
      result = result.replace(cut, () => rest);
    }
    return { code: result, map: null };
  },
};

/** A module as an object: plain getters, without the bundler's helper, which would be in the script of all pages. */
const namespaces: Plugin = {
  name: 'boardcast:namespaces',
  renderChunk(code, { fileName }) {
    if (/^(?:chunks\/chartjs|embed)/.test(fileName)) return;
    const result = code
      .replace(
        /__exportAll\(\{(.*?)\}(?:, 1)?\)/gs,
        (_, names) => `{${names.replace(/(\w+): \(\) => (\w+)/g, 'get $1() { return $2 }')}}`,
      )
      .replace(/(?<=^(?:import|export) \{.*)(?:\w+ as )?\b__exportAll\b(?: as \w+)?,? ?/gm, '');
    return { code: result, map: null };
  },
};

/**
 * Chunks take what they share with bc.js from a property of `CSS`, not by importing it: the same script goes by several addresses
 * (`/bc.js`, `/bc@X.Y.Z.js`), and an import of one of them would load it a second time on pages that use another.
 * Several copies of one build share the first one's. A variable of its own could be an element of the page, found by its
 * `id`; `CSS` no markup can hide.
 */
const KEPT = /(\w+ as registerWidget)\b,?/;
const linking: Plugin = {
  name: 'boardcast:linking',
  generateBundle(_, bundle) {
    const shared = `CSS.bc_${id}`;
    const short = (name: string) => (name.length > 2 ? name[0] + name.replace(/[a-z]/g, '') + name.length : name);
    const fields = (names: string, isEntry: boolean) =>
      names.split(',').map((each) => {
        const [inner = '', outer = inner] = each.trim().split(' as ');
        return isEntry ? `${short(outer)}:${inner}` : `${short(inner)}:${outer}`;
      });
    const keep = (names: string) =>
      `export{${/\w+ as registerWidget\b/.exec(names) ?? this.error('nothing registers')}}`;
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== 'chunk') continue;
      chunk.code =
        chunk.fileName === 'bc.js'
          ? chunk.code.replace(
              /export\{([^}]*)\};?\s*$/,
              (_, names) => `${shared}??={${fields(names.replace(KEPT, ''), true)}};${keep(names)}`,
            )
          : chunk.code
              .replace(
                /import\{([^}]*)\}from[`'"]\.\.\/bc\.js[`'"];?/g,
                (_, names) => `const{${fields(names, false)}}=${shared};`,
              )
              .replace(/import[`'"]\.\.\/bc\.js[`'"];?/g, '');
      const left =
        /(?:import|from)\s*[`'"][^`'"]*\/bc\.js/.exec(chunk.code) ??
        (chunk.fileName === 'bc.js' && /\bexport\b(?!\{\w+ as registerWidget\}$)/.exec(chunk.code));
      if (left) this.error(`${chunk.fileName} is not linked: ${chunk.code.slice(left.index, left.index + 100)}`);
    }
  },
};

/**
 * Property names that Lit and we use among ourselves, and that pages do not: they get shorter ones, the same in all
 * files of a build. What a page may call (`updateComplete`, `requestUpdate`) keeps its name.
 */
const INTERNAL =
  /_\$[A-Za-z]\w*\$?|\b(?:propertyOf|elementStyles|finalizeStyles|willUpdate|shouldUpdate|hostConnected|hostDisconnected|hostUpdated|renderOptions|renderBefore|renderData|renderEmpty|isAsked|isCut|isGiven|renderRoot|addController|isFar)\b/g;

const shortening: Plugin = {
  name: 'boardcast:shortening',
  generateBundle(_, bundle) {
    const chunks = Object.values(bundle).filter((chunk) => chunk.type === 'chunk');
    const counts = new Map<string, number>();
    for (const { code } of chunks) {
      if (/[.{]\$[a-z]\w?\b(?!\()/.test(code)) this.error('a short name is taken');
      for (const [name] of code.matchAll(INTERNAL)) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    const names = [...counts.keys()].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0) || (a < b ? -1 : 1));
    const short = new Map(names.map((name, index) => [name, `$${(index + 10).toString(36)}`]));
    for (const chunk of chunks) chunk.code = chunk.code.replace(INTERNAL, (name) => short.get(name) ?? name);
  },
};

/** What a page of numbers loads once its figures are drawn: one chunk, so that it is one request. */
const AFTER_PAINT =
  /components\/(live\/client|frame\/(states|print\.styles|dress|age)|events|locales\/(localize|en)|model\/parse|model\/types\/number|widgets\/number\.rules)\.ts/;

/** What several of the other views need: too small to be requests of their own. */
const SHARED_BY_VIEWS =
  /components\/(select-event|widgets\/(worded-element|box-controller|schedule)|model\/(time|series|labels|figures)|locales\/en\.views)\.ts/;

/** What those of them need that are longer than their frame, and a board. */
const SHARED_BY_LONG_VIEWS = /components\/(widgets\/scroll-controller|frame\/continued)\.ts/;

export default defineConfig({
  plugins: [naming, catalog, templates, cutting, namespaces, linking, shortening],
  base: './',
  // The elements' own copy of what they use of Lit's base classes.
  resolve: { alias: [{ find: /^lit$/, replacement: `${import.meta.dirname}/components/lit.ts` }] },
  publicDir: false,
  build: {
    target: 'es2022',
    sourcemap: false,
    modulePreload: false,
    reportCompressedSize: false,
    lib: { entry: { bc: 'components/index.ts', embed: 'components/embed.ts' }, formats: ['es'] },
    rolldownOptions: {
      preserveEntrySignatures: 'allow-extension',
      treeshake: { propertyReadSideEffects: false },
      optimization: { inlineConst: true },
      output: {
        minify: true,
        comments: false,
        entryFileNames: '[name].js',
        // What views share must not take the name of a type, by which that type's chunk is found.
        chunkFileNames: ({ name, facadeModuleId, moduleIds }) =>
          moduleIds.some((file) => file.includes('/chart.js/'))
            ? `chunks/chartjs-${id}.js`
            : `chunks/${facadeModuleId || /^(?:client|views)$/.test(name) ? '' : 'parts-'}[name]-${id}.js`,
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [
            { name: 'client', test: AFTER_PAINT },
            { name: 'views', test: SHARED_BY_VIEWS },
            { name: 'sheets', test: SHARED_BY_LONG_VIEWS },
          ],
        },
      },
    },
  },
});
