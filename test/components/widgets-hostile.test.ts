import { types } from '../../components/model/types/index.ts';
import { view as html, loadPurifier } from '../../components/widgets/html.ts';
import { view as markdown } from '../../components/widgets/markdown.ts';
import { markdown as markupOf } from '../../components/widgets/markdown-markup.ts';
import { expect, mount, until } from '../support/expect.ts';
import { allViews, show } from '../support/views.ts';

const views = await allViews();

declare global {
  /** Called by a vector that gets to run. */
  var pwned: (() => void) | undefined;
}

/** Ways to make a page run a script, in the manner of the DOMPurify and H5SC collections. */
const VECTORS = [
  '<script>pwned()</script>',
  '"><script>pwned()</script>',
  "'-pwned()-'",
  '{{constructor.constructor("pwned()")()}}',
  '<img src=x onerror=pwned()>',
  '<img src=x onerror="pwned()"//',
  '<svg onload=pwned()>',
  '<svg><script>pwned()</script></svg>',
  '<svg><animate onbegin=pwned() attributeName=x dur=1s>',
  '<svg><a xlink:href="javascript:pwned()"><text y=20>x</text></a></svg>',
  '<svg><use href="data:image/svg+xml,<svg id=x xmlns=http://www.w3.org/2000/svg><script>pwned()</script></svg>#x">',
  '<svg></p><style><a id="</style><img src=1 onerror=pwned()>">',
  '<math><mtext></form><form><mglyph><style></math><img src onerror=pwned()>',
  '<math><mi//xlink:href="data:x,<script>pwned()</script>">',
  '<form><math><mtext></form><form><mglyph><svg><mtext><textarea><path id="</textarea><img onerror=pwned() src=1>">',
  '<noscript><p title="</noscript><img src=x onerror=pwned()>">',
  '<iframe src="javascript:parent.pwned()"></iframe>',
  '<iframe srcdoc="<script>parent.pwned()</script>"></iframe>',
  '<object data="javascript:pwned()"></object><embed src="javascript:pwned()">',
  '<a href="javascript:pwned()" autofocus>x</a>',
  '<a href="&#106;avascript:pwned()">x</a><a href="java\tscript:pwned()">x</a>',
  '<a href="data:text/html,<script>pwned()</script>">x</a>',
  '<form action="javascript:pwned()"><button autofocus>x</button></form>',
  '<button form=f formaction="javascript:pwned()">x</button>',
  '<input autofocus onfocus=pwned()><select autofocus onfocus=pwned()></select>',
  '<details open ontoggle=pwned()><summary>x</summary></details>',
  '<video><source onerror=pwned()></video><audio src=x onerror=pwned()></audio>',
  '<body onload=pwned()><style onload=pwned()>@import "data:text/css,x"</style>',
  '<link rel=stylesheet href="data:text/css,x" onload=pwned()>',
  '<meta http-equiv=refresh content="0;url=javascript:pwned()">',
  '<base href="javascript:pwned()//"><a href="#">x</a>',
  '<template><script>pwned()</script></template>',
  '<div style="background:url(javascript:pwned());animation-name:x" onanimationstart=pwned()>x</div>',
  '<p contenteditable onblur=pwned() onpointerenter=pwned() onmouseover=pwned() tabindex=1>x</p>',
  '<x-y is=script onclick=pwned()>x</x-y><slot onslotchange=pwned()></slot>',
  '<!--><img src=x onerror=pwned()>-->',
  '<![CDATA[><img src=x onerror=pwned()>]]>',
  '<img/src="x"/onerror=pwned()><image src=x onerror=pwned()>',
  '<a id=attributes><input name=attributes><img src=x onerror=pwned()></a>',
  '\u202e<b>\u0000<scr\u0000ipt>pwned()</scr\u0000ipt>',
];

/** A sample in which every text is the vector, at any depth. */
const poison = (value: unknown, vector: string): unknown =>
  typeof value === 'string'
    ? vector
    : Array.isArray(value)
      ? value.map((item) => poison(item, vector))
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, poison(item, vector)]))
        : value;

/** Gives what was drawn a chance to run: everything in it is focused, pointed at and clicked. */
function provoke(root: ShadowRoot): void {
  for (const element of root.querySelectorAll<HTMLElement>('*')) {
    for (const type of [
      'click',
      'mouseover',
      'pointerenter',
      'focus',
      'blur',
      'toggle',
      'animationstart',
      'load',
      'error',
    ])
      element.dispatchEvent(new Event(type, { bubbles: true, cancelable: true }));
  }
}

/** Every string field that a type's rules name, over and above those of its sample. */
const fields = (schema: Record<string, unknown>, vector: string) =>
  Object.fromEntries(Object.entries(schema).flatMap(([name, rule]) => (rule === 'string' ? [[name, vector]] : [])));

describe('hostile text', () => {
  let runs = 0;
  const stop = (event: Event) => event.preventDefault();

  before(() => {
    globalThis.pwned = () => {
      runs += 1;
    };
    // a link that survives may be clicked, but must not take the test page away
    addEventListener('click', stop);
  });

  after(() => {
    globalThis.pwned = undefined;
    removeEventListener('click', stop);
  });

  it('has vectors that do run where nothing holds them', async () => {
    const box = document.createElement('div');
    document.body.append(box);
    box.innerHTML = '<img src=x onerror=pwned()>';
    await until(() => runs, 'the vector');
    box.remove();
    runs = 0;
  });

  for (const [type, view] of Object.entries(views))
    it(`never runs in ${type}, in whatever field`, async function () {
      this.timeout(60_000);
      const spec = types[type];
      if (!spec) throw new Error(`no spec of ${type}`);
      for (const vector of VECTORS) {
        const config = { ...fields(spec.config, vector), ...(poison(spec.sample.config, vector) as object) };
        const poisoned = { ...fields(spec.data, vector), ...(poison(spec.sample.data, vector) as object) };
        const data = type === 'countdown' ? { ...poisoned, target_datetime: '2020-01-01 00:00:00' } : poisoned;
        const shown = await show(view, data, { ...config, colors: [vector], locale: vector, time_zone: vector });
        await new Promise((resolve) => setTimeout(resolve));
        provoke(shown.root);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(runs).toBe(0);
    });

  it('is drawn, of cells too that cannot be written as text', async () => {
    const wordless = { toString: 1, valueOf: 1 };
    const rows = [[wordless, { url: 'https://a.test/x', text: wordless }, 7]];
    const { root } = await show(views.table as never, { rows });
    expect(root.querySelector('tbody')?.textContent).toContain('a.test/x');
  });

  it('never runs from Markdown, by whatever way the text becomes markup', async () => {
    const addresses = [
      'javascript:pwned()',
      'java\tscript:pwned()',
      '&#106;avascript:pwned()',
      'JaVaScRiPt:pwned()',
      'data:text/html,<script>pwned()</script>',
      'vbscript:pwned()',
      '\\u0001javascript:pwned()',
      '\u00a0javascript:pwned()',
    ];
    const bodies = [
      ...addresses.flatMap((address) => [
        `[a](${address})`,
        `[a](<${address}>)`,
        `![a](${address})`,
        `<${address}>`,
        `[a][b]\n\n[b]: ${address}`,
      ]),
      '[a](https://x.invalid/"onclick="pwned() "t"onclick="pwned()")',
      '![a"onerror="pwned()](x "b\'onerror=pwned()")',
      '<script><img src=x onerror=pwned()//',
      '<pre><img src=x onerror=pwned()// </pre>',
      '```"onclick="pwned()\n</code><script>pwned()</script>\n```',
      '|<img src=x onerror=pwned()>|b|\n|-|-|\n|`<img src=x onerror=pwned()>`|d|',
      '- [x] <img src=x onerror=pwned()>',
      '# <img src=x onerror=pwned()>\n\n> <svg onload=pwned()>',
    ];
    for (const body of [
      ...bodies,
      ...bodies.map((body) => `<b>x</b> ${body}`),
      ...bodies.map((body) => `<div>\n\n${body}\n\n</div>`),
    ]) {
      const shown = await show(markdown, { body });
      provoke(shown.root);
      if (/^<b>/.test(body)) await until(() => shown.root.querySelector('b'), 'the sanitised markup');
      provoke(shown.root);
      for (const link of shown.root.querySelectorAll<HTMLAnchorElement>('a[href]'))
        expect(link.protocol).toMatch(/^(https?|mailto):$/);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(runs).toBe(0);
  });

  it('never runs from Markdown on a page whose prototypes are polluted', async () => {
    const prototype: { keepMarkup?: boolean } = Object.prototype;
    prototype.keepMarkup = true;
    try {
      const { root } = await show(markdown, { body: 'polluted <img src=x onerror=pwned()>' });
      await until(() => root.querySelector('img:not([onerror])'), 'the sanitised markup');
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(runs).toBe(0);
    } finally {
      delete prototype.keepMarkup;
    }
  });

  it('leaves of markup what is harmless, and nothing that reaches out of its box', async () => {
    const shown = await show(html, {
      html1:
        '<style>:host{position:fixed}</style><form><input autofocus></form><b style="position:fixed;inset:0">x</b>',
    });
    const bold = (await until(() => shown.root.querySelector('b'), 'the markup')) as HTMLElement;
    expect(shown.root.querySelector('style, form, [autofocus]')).toBeNull();
    const [inner, outer] = [bold.getBoundingClientRect(), shown.card.getBoundingClientRect()];
    expect(inner.width).toBeAtMost(outer.width);
    expect(inner.height).toBeAtMost(outer.height);
  });

  it('runs scripts of a sandboxed widget only where they reach nothing', async () => {
    const markup = '<script>try { parent.pwned() } catch (error) { parent.postMessage(error.name, "*") }</script>';
    const refused = new Promise<unknown>((resolve) => {
      addEventListener('message', function listen({ data }) {
        if (typeof data !== 'string') return;
        removeEventListener('message', listen);
        resolve(data);
      });
    });
    await show(html, { html1: markup }, { sandbox: true });
    expect(await refused).toBe('SecurityError');
    expect(runs).toBe(0);
  });

  it('is plain text where the page trusts no sanitiser', async () => {
    const told = new Promise<string[]>((resolve) => {
      addEventListener('message', function listen({ data }) {
        if (!data?.trusted) return;
        removeEventListener('message', listen);
        resolve(data.trusted);
      });
    });
    const frame = document.createElement('iframe');
    frame.srcdoc = `<meta http-equiv="content-security-policy" content="require-trusted-types-for 'script'; trusted-types lit-html"><body><script type="module" src="/test/support/trusted-types-page.ts"></script>`;
    mount(frame);
    expect(await told).toEqual(['12 orders', '12 orders']);
  });
});

describe('hostile markup', () => {
  for (const [type, view, field] of [
    ['html', html, 'html1'],
    ['markdown', markdown, 'body'],
  ] as const)
    it(`puts nothing of ${type} above the page, whatever button of it is pressed`, async () => {
      const markup =
        '<button popovertarget="a">x</button><div id="a" popover>x</div>' +
        '<button commandfor="b" command="show-modal">x</button><dialog id="b">x</dialog>' +
        '<button commandfor="c" command="show-popover">x</button><b id="c" popover="manual">x</b>';
      const { root } = await show(view, { [field]: markup });
      await until(() => root.querySelector('button'), 'the markup');
      for (const button of root.querySelectorAll('button')) button.click();
      expect(root.querySelectorAll('button').length).toBe(3);
      expect(root.querySelectorAll(':popover-open, :modal').length).toBe(0);
    });

  it('is never put together from pieces, whatever their order', async () => {
    const purify = await loadPurifier();
    for (const body of puzzles(4000)) {
      const template = document.createElement('template');
      template.innerHTML = markupOf(body, { level: 4, keepMarkup: false }).blocks.join('');
      const cleaned = purify?.sanitize(body) as unknown as DocumentFragment;
      for (const [part, tags] of [
        [template.content, MARKDOWN_TAGS],
        [cleaned, /^(?!script|iframe|object|embed|form|style|base|link|meta)/],
      ] as const)
        for (const element of part.querySelectorAll('*')) {
          const wrong = [...element.attributes].filter(
            ({ name, value }) => /^on|^srcdoc$/.test(name) || (/^(href|src)$/.test(name) && !leadsOut(value)),
          );
          if (wrong.length || !tags.test(element.localName))
            throw new Error(`${JSON.stringify(body)} became ${element.outerHTML}`);
        }
    }
  });
});

const MARKDOWN_TAGS =
  /^(p|h[1-6]|pre|code|a|img|span|table|thead|tbody|tr|th|td|ul|ol|li|blockquote|strong|em|del|br|hr)$/;

/** Whether an address leads to a page, a mailbox or a picture, or nowhere at all. */
const leadsOut = (address: string): boolean =>
  !URL.canParse(address, 'https://x.invalid') ||
  /^(https?:|mailto:|data:image\/)/.test(new URL(address, 'https://x.invalid').href);

/** Pieces that open and close something in HTML or in Markdown, and what may not come out of it. */
const PIECES =
  '< > " \' ` ``` \n \n\n \t & &lt; &#60; &quot; \\ [ ] ( ) ]( ![ [x]: javascript:a java\tscript:a &#106;avascript:a https://e.x/ data:text/html,x <b> </b> <img~src=x~onerror=a> <svg> </svg> <math> <mtext> <mglyph> <style> </style> <title> </title> <textarea> <noscript> <template> <table> <p> <form> <!-- --> <? ?> <![CDATA[ ]]> <script> </script> <a~href=" x"~onclick="a title=" <javascript:a> <a@b.c> | |-|-| - - [x] 1. # > * ** _ ~~ [a](< >) &Tab; &colon; \0 \u2028'
    .split(' ')
    .map((piece) => piece.replaceAll('~', ' '));

/** So many texts of pieces in every order; the same ones each time. */
function* puzzles(count: number): Generator<string> {
  let seed = 1;
  const next = (most: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % most;
  };
  for (let at = 0; at < count; at++)
    yield Array.from({ length: 1 + next(14) }, () => PIECES[next(PIECES.length)] + (next(3) ? '' : ' ')).join('');
}
