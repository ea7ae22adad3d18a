/**
 * What every page would download of Lit for nothing: fallbacks for browsers without constructable style sheets (none is
 * left), support for decorators, polyfills and a development build, and messages for mistakes our sources do not make.
 * The browser build takes these out of Lit's production files, about 0.7 KB compressed; a release of Lit in which one
 * of them reads differently fails the build. The server and the tests run Lit as it is.
 */
export const litCuts: Readonly<Record<string, readonly (readonly [cut: RegExp, rest: string])[]>> = {
  '@lit/reactive-element/css-tag.js': [
    [/const t=globalThis,e=.*?prototype,s=/, 'const s='],
    [/,o=new WeakMap/, ''],
    [/if\(this\._\$cssResult\$=!0,o!==s\)throw Error\(".*?"\);/, 'this._$cssResult$=!0;'],
    [
      /get styleSheet\(\)\{.*?\}toString/,
      'get styleSheet(){if(!this.o)(this.o=new CSSStyleSheet).replaceSync(this.cssText);return this.o}toString',
    ],
    [/if\("number"==typeof t\)return t;throw Error\(.*?\)\}\)\(s\)/, 'return t})(s)'],
    [/S=\(s,o\)=>\{.*?\},c=e\?.*?:t;/, 'S=(s,o)=>{s.adoptedStyleSheets=o.map(t=>t.styleSheet)},c=t=>t,e=!0;'],
  ],
  '@lit/reactive-element/reactive-element.js': [
    [/,p=a\.reactiveElementPolyfillSupport/, ''],
    [/p\?\.\(\{ReactiveElement:y\}\),/, ''],
    [/\(a\.reactiveElementVersions\?\?=\[\]\)\.push\(".*?"\);/, ';'],
    [/=new Map,;/, '=new Map;'],
    [/Symbol\.metadata\?\?=Symbol\("metadata"\),a\.litPropertyMetadata\?\?=new WeakMap;/, ''],
    [/const t=this\[Symbol\.metadata\];if\(null!==t\)\{.*?\}\}?(?=this\._\$Eh=new Map)/, ''],
    [/static addInitializer\(t\)\{.*?\}(?=static)/, ''],
    [/,this\.constructor\.l\?\.forEach\(t=>t\(this\)\)/, ''],
    [/,void 0!==t\.l&&\(this\.l=\[\.\.\.t\.l\]\)/, ''],
    [/removeController\(t\)\{.*?\}/, ''],
    [/b=\{attribute:.*?\},?;?(?=class y|let y|y=)/, 'b={};'],
    [
      /const\{get:e,set:r\}=h\(.*?enumerable:!0\}\}/,
      'return{get(){return this[s]},set(h){const e=this[s];this[s]=h,this.requestUpdate(t,e,i)},configurable:!0,enumerable:!0}}',
    ],
    [/scheduleUpdate\(\)\{return this\.performUpdate\(\)\}/, ''],
    [
      /const t=this\.scheduleUpdate\(\);return null!=t&&await t,!this\.isUpdatePending/,
      'this.performUpdate();return!this.isUpdatePending',
    ],
    [/getUpdateComplete\(\)\{return this\._\$ES\}/, ''],
    [/return this\.getUpdateComplete\(\)/, 'return this._$ES'],
    [/static finalizeStyles\(s\)\{.*?return i\}/, 'static finalizeStyles(s){return[s??[]].flat(1/0)}'],
    [/u=\{toAttribute.*?\}\},f=/, 'u=(t,s)=>s===Boolean?null!==t:t,f='],
    [/,c=a\.trustedTypes,l=c\?c\.emptyScript:""/, ''],
    [/,this\.prototype\.hasOwnProperty\(t\)&&\(\(s=Object\.create\(s\)\)\.wrapped=!0\)/, ''],
    [/,s=\[\.\.\.r\(t\),\.\.\.o\(t\)\];for\(const i of s\)/, ';for(const i of r(t))'],
    [/_\$ET\(t,s\)\{.*?\}\}(?=_\$AK)/, ''],
    [
      /_\$AK\(t,s\)\{.*?\}(?=requestUpdate)/,
      '_$AK(t,s){const i=this.constructor,e=i._$Eh.get(t),h=i.getPropertyOptions(e);this[e]=(h.converter??u)(s,h.type)}',
    ],
    [/\(\(i\.hasChanged\?\?f\)\(h,s\)\|\|i\.useDefault&&.*?\)\)\)return;this\.C\(t,s,i\)/, 'f(h,s))return;this.C(t,s)'],
    [
      /C\(t,s,\{useDefault:i.*?\}(?=async _\$EP)/,
      'C(t,s){this._$AL.has(t)||(this.hasUpdated||(s=void 0),this._$AL.set(t,s))}',
    ],
    [/const t=this\.constructor\.elementProperties;if\(t\.size>0\)for.*?\}\}(?=let t=!1)/, '}'],
    [/this\._\$Eq&&=this\._\$Eq\.forEach\(t=>this\._\$ET\(t,this\[t\]\)\),/, ''],
    [/,this\._\$Em=null(?=,this\._\$Ev)/, ''],
  ],
  'lit-html/lit-html.js': [
    [/if\(!u\(t\)\|\|!t\.hasOwnProperty\("raw"\)\)throw Error\("invalid template strings array"\);/, ''],
    [/,B=t\.litHtmlPolyfillSupport;B\?\.\(S,k\),\(t\.litHtmlVersions\?\?=\[\]\)\.push\(".*?"\);/, ';'],
    [/,T=x\(3\)/, ''],
    [/T as mathml,/, ''],
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
  ],
};
