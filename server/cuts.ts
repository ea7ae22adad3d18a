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
    [/1===r\.type\?(?=i=new r\.ctor)/, ''],
    [/:6===r\.type&&\(i=new Z\(h,this,t\)\)/, ''],
    [/void 0!==s&&\((?=void 0!==s\.strings)/, ''],
    [/(?<=s\._\$AI\(t\[i\]\))\)/, ''],
    // directives that are notified when they are disconnected
    [/setConnected\(t\)\{.*?\}(?=\}class H)/, ''],
    [/this\._\$AP\?\.\(!1,!0,s\)(?=;t!==)/, ''],
    [/h\?\._\$AO\?\.\(!1\),/, ''],
    [/get _\$AU\(\)\{.*?\}/g, ''],
    [/,this\._\$Cv=e\?\.isConnected\?\?!0/, ''],
    [/this\._\$AN=void 0,/g, ''],
    // precompiled templates
    [/"number"==typeof s\?(?=this\._\$AC\(t\))/, ''],
    [/(?<=e=this\._\$AC\(t\)):\(void 0===s\.el.*?,s\)(?=;if)/, ''],
    // what parts tell directives about themselves: ours do not ask for it
    [/get parentNode\(\)\{let t=.*?,t\}/, ''],
    [/get parentNode\(\)\{return.*?\}/, ''],
    [/get startNode\(\)\{.*?\}get endNode\(\)\{.*?\}/, ''],
    [/get tagName\(\)\{.*?\}/, ''],
    [/constructor\(\)\{super\(\.\.\.arguments\),this\.type=.\}/g, ''],
    [/constructor\(t,i,s,e,h\)\{super\(t,i,s,e,h\),this\.type=5\}/, ''],
    // questions whose answer is known: comments alone have that text, and what is no primitive has properties
    [/if\(r\.hasAttributes\(\)\)(?=for\(const t of r\.getAttributeNames)/, ''],
    [/if\(8===r\.nodeType\)(?=r\.data===n)/, ''],
    [/,d=t=>u\(t\)\|\|"function"==typeof t\?\.\[Symbol\.iterator\]/, ''],
    [/:d\(t\)(?=\?this\.k\(t\))/, ':t[Symbol.iterator]'],
    // directives in attributes
    [/(?<=function M\(t,i,s=t),e/, ''],
    [/(?<=_\$AT\(t,s),e/, ''],
    [/(?<=_\$AS\(t,i\.values\),h),e/, ''],
    [/void 0!==e\?s\._\$Co\?\.\[e\]:/, ''],
    [/void 0!==e\?\(s\._\$Co\?\?=\[\]\)\[e\]=h:/, ''],
    [/t=M\(this,t,i,0\),o=!a\(t\)\|\|t!==this\._\$AH&&t!==E/, 'o=!a(t)||t!==this._$AH'],
    [/r=M\(this,e\[s\+n\],i,n\),r===E&&\(r=this\._\$AH\[n\]\)/, 'r=e[s+n]'],
    [/if\(\(t=M\(this,t,i,0\)\?\?A\)===E\)return;/, 't??=A;'],
    // MathML
    [/:3===i\?"<\/?math>"(?=:"")/g, ''],
    [/\|\|3===i(?=\)\{const t=this)/, ''],
    // nodes for another document
    [/\(t\?\.creationScope\?\?l\)/, 'l'],
    // event listeners that are objects or have options
    [/e=t===A&&s!==A\|\|t\.capture.*?s\.passive,h=t!==A&&\(s===A\|\|e\)/, 'e=t===A&&s!==A,h=t!==A&&s===A'],
    [/"function"==typeof this\._\$AH\?(?=this\._\$AH\.call)/, ''],
    [/:this\._\$AH\.handleEvent\(t\)/, ''],
    // a cast
    [/const s=i\(t\)\.nextSibling;i\(t\)\.remove\(\)/, 'const s=t.nextSibling;t.remove()'],
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
    /\bstate: true\b|\b(?:reflect|useDefault|hasChanged|noAccessor|converter)\s*:|\battribute: true\b|\btype: (?:Array|Number|Object|String)\b|\b(?:firstUpdated|hostUpdate|scheduleUpdate|removeController)\(|\bchanged\.get\(|lit\/(?:async-directive|decorators)\b|directives\/(?!repeat|unsafe-html)|@[\w-]+=\$\{\{/,
  piece: /<!--|<(?:script|style|textarea|title)\b[^>]*>[^<]*$|<[\w-]+(?:\s[^>"']*)?\s$|<\/?$/i,
};
