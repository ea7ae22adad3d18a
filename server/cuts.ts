/**
 * What every page would load of lit-html for nothing: checks for mistakes, polyfills, and holes in places where our
 * templates have none. The browser build takes it out of the production file. The build fails when a release of Lit
 * reads differently where something is cut, and when a template of ours needs what is gone (`LIT_NEEDED`).
 * What elements use of Lit's base classes is `components/lit.ts`; the server has all of Lit.
 */
export const cuts: Readonly<Record<string, readonly (readonly [cut: RegExp, rest: string])[]>> = {
  'lit-html/lit-html.js': [
    // what tells polyfills and other copies of Lit of this one
    [/,B=t\.litHtmlPolyfillSupport;B\?\.\(S,k\),\(t\.litHtmlVersions\?\?=\[\]\)\.push\(".*?"\);/, ';'],
    // what its own server renderer and tests look into: directives ask for the class of parts alone
    [/const j=\{.*?\}(?=;const D)/, 'const j={I:k}'],
    // holes in comments and in text that is no markup (script, style, textarea, title)
    [
      /if\(r\.data===n\)(d\.push\(\{type:2,index:l\}\));else\{let t=-1;.*?t\+=o\.length-1\}/,
      'r.data===n&&d.push({type:2,index:l});',
    ],
    [/if\(y\.test\(r\.tagName\)\)\{.*?\}\}(?=\}else if\(8)/, ''],
    // the same where templates are read: of the states of the scanner, text, tag and quoted value are left
    [/(?<=v=).*?\/g(?=,_=)/, '/<\\/?[a-zA-Z][^>\\s]*/g'],
    [/c===v\?"!--"===u\[1\].*?\(c=n\?\?v,/, 'c!==p?c=p:">"===u[0]?(c=v,'],
    [/(?<='"'===u\[3\]\?\$:g\)):c===\$.*?n=void 0\)(?=;)/, ''],
    // holes in place of an attribute
    [/else t\.startsWith\(o\)&&\(d\.push\(\{type:6,index:l\}\),r\.removeAttribute\(t\)\)/, ''],
    [/:6===r\.type&&\(i=new Z\(h,this,t\)\)/, ':0'],
    // directives that want to know when they are disconnected
    [/setConnected\(t\)\{.*?\}(?=\}class H)/, ''],
    // templates that were compiled before
    [/(?<=e="number"==typeof s\?this\._\$AC\(t\):)\(void 0===s\.el.*?,s\)(?=;if)/, 's'],
    // where directives find their parent: those that we use do not ask
    [/get parentNode\(\)\{let t=.*?,t\}/, ''],
    // listeners that are objects, or have options
    [/e=t===A&&s!==A\|\|t\.capture.*?s\.passive,h=t!==A&&\(s===A\|\|e\)/, 'e=t===A&&s!==A,h=t!==A&&s===A'],
  ],
  'chart.js/dist/chunks/index.js': [
    // all but one of the easings: nothing of ours moves by another
    [/(?<=easeOutQuart: .*\n)[\s\S]*?(?=\n\};)/, ''],
  ],
};

/**
 * What sources cannot have in a browser. `source`: members of Lit's elements that `components/lit.ts` lacks, and
 * directives that were cut. `piece`: what must not stand before a hole of a template.
 */
export const LIT_NEEDED = {
  source:
    /\bstate: true\b|\b(?:reflect|useDefault|hasChanged|noAccessor|converter)\s*:|\battribute: true\b|\btype: (?:Array|Number|Object|String)\b|\b(?:firstUpdated|hostUpdate|scheduleUpdate|removeController)\(|\bchanged\.get\(|lit\/(?:async-directive|decorators)\b|directives\/(?:ref|until|async-\w+)|@[\w-]+=\$\{\{/,
  piece: /<!--|<(?:script|style|textarea|title)\b[^>]*>[^<]*$|<[\w-]+(?:\s[^>"']*)?\s$|<\/?$/i,
};
