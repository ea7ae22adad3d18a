/**
 * What every page would download of Lit for nothing: fallbacks for browsers without constructable style sheets (none is
 * left), decorators, polyfills, hydration, checks for mistakes, and features that our sources do not use. The browser
 * build takes these out of Lit's production files, which makes them a third smaller. A release of Lit in which one of
 * them reads differently fails the build, and so does a source that uses one (`LIT_NEEDED`).
 * The server and the tests run Lit as it is. What charts do not use of Chart.js goes the same way.
 */
export const cuts: Readonly<Record<string, readonly (readonly [cut: RegExp, rest: string])[]>> = {
  '@lit/reactive-element/css-tag.js': [
    [/const t=globalThis,.*?,o=new WeakMap;/, ''],
    [/,this\.t=e\}/, '}'],
    [/if\(this\._\$cssResult\$=!0,o!==s\)throw Error\(".*?"\);/, ''],
    [
      /get styleSheet\(\)\{.*?\}toString/,
      'get styleSheet(){if(!this.o)(this.o=new CSSStyleSheet).replaceSync(this.cssText);return this.o}toString',
    ],
    [/const r=t=>.*?,S=/, 'const r=t=>new n(t+""),i=(t,...e)=>r(String.raw({raw:t},...e)),S='],
    [/S=\(s,o\)=>\{.*?\},c=e\?.*?:t;/, 'S=(s,o)=>{s.adoptedStyleSheets=o.map(t=>t.styleSheet)},c=t=>t,e=!0;'],
  ],
  '@lit/reactive-element/reactive-element.js': [
    [/p\?\.\(\{ReactiveElement:y\}\),/, ''],
    [/\(a\.reactiveElementVersions\?\?=\[\]\)\.push\(".*?"\);/, ';'],
    [/=new Map,;/, '=new Map;'],
    [/Symbol\.metadata\?\?=Symbol\("metadata"\),a\.litPropertyMetadata\?\?=new WeakMap;/, ''],
    [/const t=this\[Symbol\.metadata\];if\(null!==t\)\{.*?\}\}?(?=this\._\$Eh=new Map)/, ''],
    [/static addInitializer\(t\)\{.*?\}(?=static)/, ''],
    [/,this\.constructor\.l\?\.forEach\(t=>t\(this\)\)/, ''],
    [/,void 0!==t\.l&&\(this\.l=\[\.\.\.t\.l\]\)/, ''],
    // names that another compiler would change
    [/,d=\(t,s\)=>t(?=,)/, ''],
    [/\bd\((?="\w+"\)[)\]])/g, ''],
    [/(?<="(?:elementProperties|finalized|properties)")\)(?=[)\]])/g, ''],
    [/,getOwnPropertyDescriptor:h,/, ','],
    [/,getOwnPropertySymbols:o,/, ','],
    [/removeController\(t\)\{.*?\}/, ''],
    [/b=\{attribute:.*?\},?;?(?=class y|let y|y=)/, 'b=0;'],
    [/(?<=createProperty\(t,s)=b/, ''],
    [/static getPropertyOptions\(t\)\{.*?\}/, ''],
    [
      /const\{get:e,set:r\}=h\(.*?enumerable:!0\}\}/,
      'return{get(){return this[s]},set(h){const e=this[s];this[s]=h,this.requestUpdate(t,e)},configurable:!0,enumerable:!0}}',
    ],
    [/scheduleUpdate\(\)\{return this\.performUpdate\(\)\}/, ''],
    [
      /const t=this\.scheduleUpdate\(\);return null!=t&&await t,!this\.isUpdatePending/,
      'this.performUpdate();return!this.isUpdatePending',
    ],
    [/getUpdateComplete\(\)\{return this\._\$ES\}/, ''],
    [/return this\.getUpdateComplete\(\)/, 'return this._$ES'],
    // ours takes its place
    [/static finalizeStyles\(s\)\{.*?return i\}/, ''],
    [/u=\{toAttribute.*?\}\},f=/, 'u=(t,s)=>s===Boolean?null!==t:t,f='],
    [/,s=\[\.\.\.r\(t\),\.\.\.o\(t\)\];for\(const i of s\)/, ';for(const i of r(t))'],
    [/_\$ET\(t,s\)\{.*?\}\}(?=_\$AK)/, ''],
    [
      /_\$AK\(t,s\)\{.*?\}(?=requestUpdate)/,
      '_$AK(t,s){const i=this.constructor,e=i._$Eh.get(t),h=i.elementProperties.get(e);this[e]=(h.converter??u)(s,h.type)}',
    ],
    [
      /!\(\(i\.hasChanged\?\?f\)\(h,s\)\|\|i\.useDefault&&.*?\)\)\)return;this\.C\(t,s,i\)/,
      'i(h,s))return;this.C(t,s)',
    ],
    [
      /C\(t,s,\{useDefault:i.*?\}(?=async _\$EP)/,
      'C(t,s){this._$AL.has(t)||(this.hasUpdated||(s=void 0),this._$AL.set(t,s))}',
    ],
    [/const t=this\.constructor\.elementProperties;if\(t\.size>0\)for.*?\}\}(?=let t=!1)/, '}'],
    [/this\._\$Eq&&=this\._\$Eq\.forEach\(t=>this\._\$ET\(t,this\[t\]\)\),/, ''],
    [/,this\._\$Em=null(?=,this\._\$Ev)/, ''],
    [/const r=this\.constructor;if\(!1===e&&\(h=this\[t\]\),i\?\?=r\.getPropertyOptions\(t\),/, 'if(h=this[t],'],
    [/(?<=requestUpdate\(t,s,)i,e=!1(?=,h\))/, 'o'],
    [/this\._\$EO\?\.forEach\(t=>t\.hostUpdate\?\.\(\)\),/, ''],
    [/this\.hasUpdated\|\|\(this\.hasUpdated=!0,this\.firstUpdated\(t\)\),/, 'this.hasUpdated=!0,'],
    [/firstUpdated\(t\)\{\}/, ''],
    [
      /if\((s\.state.*?\.set\(t,s\)),!s\.noAccessor\)\{/,
      '{s.state&&(s.attribute=!1);this._$Ei();this.elementProperties.set(t,s);',
    ],
    [
      /const i=Symbol\(\),h=this\.getPropertyDescriptor\(t,i,s\);void 0!==h&&e\(this\.prototype,t,h\)/,
      'e(this.prototype,t,this.getPropertyDescriptor(t,Symbol()))',
    ],
    [/(?<=getPropertyDescriptor\(t,s),i(?=\))/, ''],
    [
      /!1===i\?void 0:"string"==typeof i\?i:"string"==typeof t\?t\.toLowerCase\(\):void 0/,
      '!1===i?void 0:i??t.toLowerCase()',
    ],
    [/(?<=throw )t=!1,/, ''],
    [/this\._\$Eh&&(?=\[)/, ''],
    [/y\.elementStyles=\[\],/, ''],
    [/attributeChangedCallback\(t,s,i\)\{this\._\$AK\(t,i\)\}/, ''],
    [/_\$AK\(t,s\)\{/, 'attributeChangedCallback(t,o,s){'],
  ],
  'lit-html/lit-html.js': [
    [/if\(!u\(t\)\|\|!t\.hasOwnProperty\("raw"\)\)throw Error\("invalid template strings array"\);/, ''],
    [/,B=t\.litHtmlPolyfillSupport;B\?\.\(S,k\),\(t\.litHtmlVersions\?\?=\[\]\)\.push\(".*?"\);/, ';'],
    // holes in comments, beside attributes and in raw text
    [/else t\.startsWith\(o\)&&\(d\.push\(\{type:6,index:l\}\),r\.removeAttribute\(t\)\)/, ''],
    [
      /1===r\.type\?i=new r\.ctor\((.*?)\):6===r\.type&&\(i=new Z\(h,this,t\)\)/,
      'i=new r.ctor(h,r.name,r.strings,this,t)',
    ],
    [
      /if\(r\.data===n\)(d\.push\(\{type:2,index:l\}\));else\{let t=-1;.*?t\+=o\.length-1\}/,
      'r.data===n&&d.push({type:2,index:l});',
    ],
    // comments, and names of tags that are holes
    [/_=\/-->\/g,m=\/>\/g,/, ''],
    [/(?<=v=).*?\/g(?=,p=)/, '/<\\/?[a-zA-Z][^>\\s]*/g'],
    [/c===v\?"!--"===u\[1\].*?\(c=n\?\?v,/, 'c!==p?c=p:">"===u[0]?(c=v,'],
    [/(?<='"'===u\[3\]\?\$:g\)):c===\$.*?n=void 0\)(?=;)/, ''],
    [/let n,(?=l=2===i)/, 'let '],
    [/const x=c===p&&t\[i\+1\]\.startsWith\("\/>"\)\?" ":"";/, ''],
    [/\+o\+x\):s\+o\+\(-2===d\?i:x\)/, '+o):s+o'],
    [/void 0===u\[1\]\?d=-2:(?=\()/, ''],
    [/if\(y\.test\(r\.tagName\)\)\{.*?\}\}(?=\}else if\(8)/, ''],
    // compiled templates
    [/\{values:i,_\$litType\$:s\}=t,e="number"==typeof s\?(?=this)/, '{values:i}=t,e='],
    [/(?<=e=this\._\$AC\(t\)):\(void 0===s\.el.*?,s\)(?=;if)/, ''],
    // directives in attributes, and values that leave one as it is
    [/let h=void 0!==e\?s\._\$Co\?\.\[e\]:s\._\$Cl;/, 'let h=s._$Cl;'],
    [/(?<=_\$AT\(t,s),e(?=\)\))/, ''],
    [/void 0!==e\?\(s\._\$Co\?\?=\[\]\)\[e\]=h:(?=s\._\$Cl=h)/, ''],
    [/(?<=_\$AS\(t,i\.values\),h),e(?=\))/, ''],
    [/(?<=function M\(t,i,s=t),e(?=\))/, ''],
    [/t=M\(this,t,i,0\),o=!a\(t\)\|\|t!==this\._\$AH&&t!==E,/, 'o=!a(t)||t!==this._$AH,'],
    [/r=M\(this,e\[s\+n\],i,n\),r===E&&\(r=this\._\$AH\[n\]\),/, 'r=e[s+n],'],
    [/if\(\(t=M\(this,t,i,0\)\?\?A\)===E\)return;(?=const s)/, 't??=A;'],
    // where directives find their parent
    [/get parentNode\(\)\{return this\._\$AM\.parentNode\}/, ''],
    [/get parentNode\(\)\{let t=.*?,t\}/, ''],
    // what was said before, and what was cut above
    [
      /(?<=s\.length>2\|\|)""!==s\[0\]\|\|""!==s\[1\]\?\((.*?)\):this\._\$AH=A(?=\})/,
      's[0]||s[1]?(this._$AH=Array(s.length-1).fill(new String),this.strings=s):0',
    ],
    [/i=t=>t,(?=s=t\.trustedTypes)/, ''],
    [/i\(t\)\.nextSibling;i\(t\)\.remove/, 't.nextSibling;t.remove'],
    [/(?<=this\._\$AV\))void 0!==s&&(?=\()/, ''],
    // what directives are told about where they stand
    [/constructor\(\)\{super\(\.\.\.arguments\),this\.type=3\}/, ''],
    [/constructor\(\)\{super\(\.\.\.arguments\),this\.type=4\}/, ''],
    [/constructor\(t,i,s,e,h\)\{super\(t,i,s,e,h\),this\.type=5\}/, ''],
    [/this\.type=1,/, ''],
    [/this\._\$AN=void 0,/g, ''],
    // listeners that are objects
    [/e=t===A&&s!==A\|\|t\.capture.*?s\.passive,h=t!==A&&\(s===A\|\|e\)/, 'e=t===A&&s!==A,h=t!==A&&s===A'],
    [
      /"function"==typeof this\._\$AH\?(this\._\$AH\.call\(.*?,t\)):this\._\$AH\.handleEvent\(t\)/,
      'this._$AH.call(this.options?.host??this.element,t)',
    ],
    // directives that want to know when they are disconnected
    [/h\?\._\$AO\?\.\(!1\),/, ''],
    [/this\._\$AP\?\.\(!1,!0,s\)(?=;t!==)/, ''],
    [/setConnected\(t\)\{.*?\}(?=\}class H)/, ''],
    [/,this\._\$Cv=e\?\.isConnected\?\?!0/, ''],
    [/get _\$AU\(\)\{return this\._\$AM\?\._\$AU\?\?this\._\$Cv\}/, ''],
    [/get _\$AU\(\)\{return this\._\$AM\._\$AU\}/, ''],
    [/get _\$AU\(\)\{return this\._\$AM\._\$AU\}/, ''],
    [/\(t\?\.creationScope\?\?l\)\.importNode/, 'l.importNode'],
    [/:3===i\?"<math>":""/, ':""'],
    [/\+\(2===i\?"<\/svg>":3===i\?"<\/math>":""\)/, '+(2===i?"</svg>":"")'],
    [/,2===i\|\|3===i\)/, ',2===i)'],
    [/get startNode\(\)\{.*?\}get endNode\(\)\{.*?\}/, ''],
    [/get tagName\(\)\{.*?\}/, ''],
    [/const j=\{.*?\}(?=;const D)/, 'const j={I:k}'],
  ],
  'lit-element/lit-element.js': [
    [
      /,s\.litElementHydrateSupport\?\.\(\{LitElement:i\}\);const o=s\.litElementPolyfillSupport;o\?\.\(\{LitElement:i\}\);const n=.*?;\(s\.litElementVersions\?\?=\[\]\)\.push\(".*?"\);/,
      ';',
    ],
    [/,n as _\$LE/, ''],
    [/i\._\$litElement\$=!0,/, ''],
    [/this\.hasUpdated\|\|\(this\.renderOptions\.isConnected=this\.isConnected\),/, ''],
    [/,this\._\$Do=void 0/, ''],
    [/this\._\$Do=(?=e\()/, ''],
    [/connectedCallback\(\)\{super\.connectedCallback\(\).*?setConnected\(!1\)\}/, ''],
  ],
  // easings that nothing moves by
  'chart.js/dist/chunks/index.js': [
    [/(?<=const effects = \{\s+linear: \(t\)=>t,)[\s\S]*?(?=easeOutQuart:)/, ''],
    [/(?<=easeOutQuart: .*\n)[\s\S]*?(?=\n\};)/, ''],
  ],
};

/**
 * What sources must not do because it was taken out. Templates are matched piece by piece: `piece` is what must not stand
 * before a hole, `rest` what must not stand after one.
 */
export const LIT_NEEDED = {
  source:
    /\bclass (?!SizedElement\b)\w+\S* extends LitElement\b|\b(?:reflect|useDefault|hasChanged|noAccessor)\s*:|\battribute: true\b|\bnoChange\b|lit\/(?:async-)?directive\.js|\b(?:firstUpdated|hostUpdate)\(|directives\/(?:ref|until|live|class-map|style-map|async-\w+)|@[\w-]+=\$\{\{/,
  piece: /<!--|<(?:script|style|textarea|title)\b[^>]*>[^<]*$|<[\w-]+(?:\s[^>"']*)?\s$|<\/?$/i,
  rest: /^\/>/,
};
