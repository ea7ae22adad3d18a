/**
 * Parts of lit-html that no page needs: checks, polyfill hooks, and expressions in positions that our templates do not
 * use. The browser build removes them from the production file. The build fails when a pattern does not match a new
 * release of Lit, and when our sources need a removed part (`LIT_NEEDED`).
 * `components/lit.ts` replaces Lit's base classes in the same way; the server uses all of Lit.
 */
export const cuts: Readonly<Record<string, readonly (readonly [cut: RegExp, rest: string])[]>> = {
  'lit-html/lit-html.js': [
    // registration with polyfills and other copies of Lit
    [/,B=t\.litHtmlPolyfillSupport;B\?\.\(S,k\),\(t\.litHtmlVersions\?\?=\[\]\)\.push\(".*?"\);/, ';'],
    // exports for the server renderer and tests: our directives only need the class of child parts
    [/const j=\{.*?\}(?=;const D)/, 'const j={I:k}'],
    // expressions in comments and in raw text elements (script, style, textarea, title)
    [
      /if\(r\.data===n\)(d\.push\(\{type:2,index:l\}\));else\{let t=-1;.*?t\+=o\.length-1\}/,
      'r.data===n&&d.push({type:2,index:l});',
    ],
    [/if\(y\.test\(r\.tagName\)\)\{.*?\}\}(?=\}else if\(8)/, ''],
    // the same in the template scanner: only its states for text, tags and quoted values are left
    [/(?<=v=).*?\/g(?=,_=)/, '/<\\/?[a-zA-Z][^>\\s]*/g'],
    [/c===v\?"!--"===u\[1\].*?\(c=n\?\?v,/, 'c!==p?c=p:">"===u[0]?(c=v,'],
    [/(?<='"'===u\[3\]\?\$:g\)):c===\$.*?n=void 0\)(?=;)/, ''],
    // expressions in the position of an attribute (element parts)
    [/else t\.startsWith\(o\)&&\(d\.push\(\{type:6,index:l\}\),r\.removeAttribute\(t\)\)/, ''],
    [/:6===r\.type&&\(i=new Z\(h,this,t\)\)/, ':0'],
    // directives that are notified when they are disconnected
    [/setConnected\(t\)\{.*?\}(?=\}class H)/, ''],
    // precompiled templates
    [/(?<=e="number"==typeof s\?this\._\$AC\(t\):)\(void 0===s\.el.*?,s\)(?=;if)/, 's'],
    // access to the parent node for directives: ours do not use it
    [/get parentNode\(\)\{let t=.*?,t\}/, ''],
    // event listeners that are objects or have options
    [/e=t===A&&s!==A\|\|t\.capture.*?s\.passive,h=t!==A&&\(s===A\|\|e\)/, 'e=t===A&&s!==A,h=t!==A&&s===A'],
  ],
  'chart.js/dist/chunks/index.js': [
    // all easings but the one that our charts use
    [/(?<=easeOutQuart: .*\n)[\s\S]*?(?=\n\};)/, ''],
  ],
};

/**
 * What sources of elements must not use. `source`: members of Lit's base classes that `components/lit.ts` lacks, and
 * directives that were cut. `piece`: template text that must not come before an expression.
 */
export const LIT_NEEDED = {
  source:
    /\bstate: true\b|\b(?:reflect|useDefault|hasChanged|noAccessor|converter)\s*:|\battribute: true\b|\btype: (?:Array|Number|Object|String)\b|\b(?:firstUpdated|hostUpdate|scheduleUpdate|removeController)\(|\bchanged\.get\(|lit\/(?:async-directive|decorators)\b|directives\/(?:ref|until|async-\w+)|@[\w-]+=\$\{\{/,
  piece: /<!--|<(?:script|style|textarea|title)\b[^>]*>[^<]*$|<[\w-]+(?:\s[^>"']*)?\s$|<\/?$/i,
};
