/**
 * Functions that run in a page with many widgets. Each is sent there as text, so it cannot use anything of this module.
 */

type Widget = HTMLElement & { status: string; problem?: { code: string } };

/** `true` once every widget of the page is in the state that its `data-state` names and has drawn all it has to draw. */
export function isSettled(): boolean {
  const inner = (widget: Widget): Element | null | undefined =>
    widget.shadowRoot?.querySelector('[part=body] > :not([part])');
  return [...document.querySelectorAll<Widget>('bc-widget')].every((widget) => {
    const { state = 'live' } = widget.dataset;
    if (state === 'broken') return widget.problem?.code === 'broken';
    if (state === 'error')
      return widget.problem?.code === 'invalid' && !!widget.shadowRoot?.querySelector('[part=message]');
    if (widget.status !== state) return false;
    const view = inner(widget)?.shadowRoot;
    if (!view) return false;
    if (state !== 'live' && state !== 'stale') return true;
    const isDrawn = !view.querySelector('canvas') || inner(widget)?.hasAttribute('drawn');
    const isWritten = [...view.querySelectorAll('[part=content]')].every(
      (box) => box.localName === 'iframe' || box.firstChild,
    );
    const isThere = [...view.querySelectorAll('img')].every((image) => image.complete);
    return isDrawn && isWritten && isThere;
  });
}

/** The actual and expected state of every widget. */
export function statesInPage(): { states: string[]; expected: string[] } {
  const widgets = [...document.querySelectorAll<Widget>('bc-widget')];
  const code: Record<string, string> = { error: 'error invalid', broken: 'error broken' };
  return {
    states: widgets.map(({ status, problem }) => (problem ? `${status} ${problem.code}` : status)),
    expected: widgets.map(({ dataset: { state = 'live' } }) => code[state] ?? state),
  };
}

/**
 * Overflow: elements in shadow roots that are larger than their box and neither scroll nor have an ellipsis (or omit
 * whole lines) and a title, and the page itself when it scrolls sideways.
 */
export function cutInPage(): string[] {
  const cuts = (overflow: string): boolean => overflow === 'hidden' || overflow === 'clip';
  const hasTitle = (element: Element): boolean => {
    const root = element.getRootNode();
    return !!element.closest('[title]') || (root instanceof ShadowRoot && hasTitle(root.host));
  };
  const walk = (root: ParentNode, where: string): string[] =>
    [...root.querySelectorAll<HTMLElement>('*')].flatMap((element) => {
      const told: string[] = [];
      const style = getComputedStyle(element);
      const isSeen =
        style.display !== 'none' && style.display !== 'inline' && !element.closest('.sr, svg, [aria-live]');
      if (where && isSeen && style.clipPath === 'none') {
        const [across, along] = [
          element.scrollWidth - element.clientWidth,
          element.scrollHeight - element.clientHeight,
        ];
        const overflows = (cuts(style.overflowX) && across > 1) || (cuts(style.overflowY) && along > 2);
        const tells =
          style.webkitLineClamp !== 'none' || style.textOverflow === 'ellipsis' || style.flexWrap === 'wrap';
        if (overflows && !(tells && hasTitle(element)))
          told.push(
            `${where}: ${element.localName}.${element.className} cuts ${across} × ${along} of “${element.textContent?.trim().slice(0, 40)}”`,
          );
      }
      const place =
        element.localName === 'bc-widget'
          ? (element.closest('figure, li, section')?.querySelector('figcaption, h2')?.textContent ??
            element.closest('section')?.getAttribute('aria-label') ??
            'the stage')
          : where;
      return element.shadowRoot ? [...told, ...walk(element.shadowRoot, place || element.localName)] : told;
    });
  const sideways = document.documentElement.scrollWidth - innerWidth;
  return [...walk(document, ''), ...(sideways > 0 ? [`the page is ${sideways} px too wide`] : [])];
}

/**
 * Texts of a widget that overlap, and widgets that show nothing: results of overflow that is not clipped. What a frame
 * puts over its view on purpose does not count.
 */
export function crowdedInPage(): string[] {
  type Box = { node: Node; text: string; left: number; top: number; right: number; bottom: number };
  const OVER = '[part=mark],[part=controls],[aria-live]';
  const boxesOf = (root: ParentNode & Node, clip: DOMRectReadOnly): Box[] => {
    const boxes: Box[] = [];
    const visit = (node: Node, inside: Omit<Box, 'text' | 'node'>): void => {
      if (node instanceof Text) {
        if (!node.data.trim()) return;
        const range = document.createRange();
        range.selectNodeContents(node);
        for (const { left, top, right, bottom } of range.getClientRects()) {
          const slack = (bottom - top) * 0.22;
          const box = {
            left: Math.max(left, inside.left),
            right: Math.min(right, inside.right),
            top: Math.max(top + slack, inside.top),
            bottom: Math.min(bottom - slack, inside.bottom),
          };
          if (box.right - box.left > 2 && box.bottom - box.top > 2)
            boxes.push({ ...box, node, text: node.data.trim() });
        }
        return;
      }
      if (!(node instanceof Element)) return;
      const style = getComputedStyle(node);
      if (style.display === 'none' || style.visibility !== 'visible' || style.opacity === '0') return;
      if (node.matches(OVER) || style.clipPath === 'inset(50%)' || node.localName === 'iframe') return;
      let within = inside;
      if (style.overflowX !== 'visible' || style.overflowY !== 'visible') {
        const { left, top, right, bottom } = node.getBoundingClientRect();
        within = {
          left: Math.max(left, inside.left),
          right: Math.min(right, inside.right),
          top: Math.max(top, inside.top),
          bottom: Math.min(bottom, inside.bottom),
        };
      }
      for (const child of (node.shadowRoot ?? node).childNodes) visit(child, within);
    };
    for (const child of root.childNodes) visit(child, clip);
    return boxes;
  };
  const pictures = (root: ParentNode): Element[] =>
    [...root.querySelectorAll('*')].flatMap((element) => [
      ...(element.matches('canvas,svg,img,iframe') ? [element] : []),
      ...(element.shadowRoot ? pictures(element.shadowRoot) : []),
    ]);
  return [...document.querySelectorAll<HTMLElement>('bc-widget')].flatMap((widget) => {
    const root = widget.shadowRoot as ShadowRoot;
    const name = widget.closest('section')?.getAttribute('aria-label') ?? '';
    const body = root.querySelector('[part=body]') as Element;
    const boxes = boxesOf(root, widget.getBoundingClientRect());
    const told: string[] = [];
    for (const [index, a] of boxes.entries())
      for (const b of boxes.slice(0, index))
        if (a.node !== b.node && Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2)
          if (Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2)
            told.push(`${name}: “${a.text.slice(0, 30)}” lies over “${b.text.slice(0, 30)}”`);
    const { left, top, right, bottom } = body.getBoundingClientRect();
    const isIn = (box: Omit<Box, 'text' | 'node'>) =>
      Math.min(box.right, right) - Math.max(box.left, left) > 4 &&
      Math.min(box.bottom, bottom) - Math.max(box.top, top) > 4;
    if (widget.dataset.state !== 'loading')
      if (!boxes.some(isIn) && !pictures(root).some((picture) => isIn(picture.getBoundingClientRect())))
        told.push(`${name}: nothing is seen`);
    return told;
  });
}

/** Numbers in tables that wrap over several lines. */
export function brokenInPage(): string[] {
  const walk = (root: ParentNode): string[] =>
    [...root.querySelectorAll('*')].flatMap((element) => {
      const text = element.textContent?.trim() ?? '';
      const range = document.createRange();
      range.selectNodeContents(element);
      const isBroken = new Set([...range.getClientRects()].map(({ bottom }) => Math.round(bottom))).size > 1;
      const isFigure = element.matches('[data-align=end] > .text') && /^\S{1,12}$/.test(text);
      return [...(isFigure && isBroken ? [text] : []), ...(element.shadowRoot ? walk(element.shadowRoot) : [])];
    });
  return walk(document);
}

/** Applies the text spacing of WCAG 1.4.12, by which no content may get lost. */
export function spaceInPage(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    '*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}p{margin-block-end:2em!important}',
  );
  const walk = (root: Document | ShadowRoot): void => {
    root.adoptedStyleSheets.push(sheet);
    for (const element of root.querySelectorAll('*')) if (element.shadowRoot) walk(element.shadowRoot);
  };
  walk(document);
}

/** Where each widget is, where its texts are, and the colour of its card. */
export function placesInPage(): { name: string; state: string; box: number[]; texts: number[][]; surface: number[] }[] {
  const rect = ({ left, top, right, bottom }: DOMRectReadOnly) => [left, top, right, bottom];
  const textsOf = (node: Node): number[][] => {
    if (node instanceof Text) {
      const range = document.createRange();
      range.selectNodeContents(node);
      return [...range.getClientRects()].map(rect);
    }
    const root = (node as Element).shadowRoot ?? node;
    return [...root.childNodes].flatMap(textsOf);
  };
  return [...document.querySelectorAll<HTMLElement>('bc-widget')].map((widget) => {
    const frame = widget.shadowRoot?.querySelector('section') as Element;
    return {
      name: widget.closest('section')?.getAttribute('aria-label') ?? '',
      state: widget.dataset.state ?? 'live',
      box: rect(widget.getBoundingClientRect()),
      texts: textsOf(widget),
      surface: (getComputedStyle(frame).backgroundColor.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number),
    };
  });
}

/** Problems of widget controls: over a title or a view, outside of the card, too small, or without visible focus. */
export function toolsInPage(): string[] {
  type Box = Pick<DOMRect, 'left' | 'top' | 'right' | 'bottom'>;
  const meet = (a: Box, b: Box): boolean =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
  const isWithin = (a: Box, b: Box): boolean =>
    a.left >= b.left && a.right <= b.right && a.top >= b.top && a.bottom <= b.bottom;
  return [...document.querySelectorAll<HTMLElement>('bc-widget')].flatMap((widget) => {
    const root = widget.shadowRoot as ShadowRoot;
    const name = widget.closest('section')?.getAttribute('aria-label');
    const find = (part: string) => root.querySelector<HTMLElement>(`[part=${part}]`);
    const [bar, title, body] = [find('controls'), find('title'), find('body')];
    const buttons = [...(bar?.querySelectorAll('button') ?? [])];
    const seen = () => buttons.filter((button) => getComputedStyle(button).opacity === '1');
    const told: string[] = [];
    const look = (when: string): void => {
      for (const button of seen()) {
        const box = button.getBoundingClientRect();
        if (Math.min(box.width, box.height) < 24) told.push(`${name}: ${button.title} is too small ${when}`);
        if (!isWithin(box, widget.getBoundingClientRect())) told.push(`${name}: ${button.title} is outside ${when}`);
        for (const other of [title, body])
          if (other && meet(box, other.getBoundingClientRect()))
            told.push(`${name}: ${button.title} lies over the ${other.part} ${when}`);
      }
    };
    if (!seen().length) told.push(`${name}: there are no tools`);
    look('at rest');
    for (const button of buttons) {
      button.focus({ focusVisible: true } as FocusOptions);
      if (seen().length < buttons.length) told.push(`${name}: not all tools are seen once one is reached by key`);
      if (getComputedStyle(button).outlineStyle === 'none') told.push(`${name}: ${button.title} does not show focus`);
    }
    look('by key');
    buttons.at(-1)?.blur();
    return told;
  });
}

/** Focusable elements without a visible focus, or of whose focus ring more than one side is cut off. */
export function focusInPage(): string[] {
  const told: string[] = [];
  const parentOf = (node: Element): Element | null =>
    node.assignedSlot ?? node.parentElement ?? (node.getRootNode() as Partial<ShadowRoot>).host ?? null;
  /** Sides of an outline that lie outside of a box which clips them. */
  const sidesCut = (element: Element): number => {
    const { outlineStyle, outlineOffset, outlineWidth } = getComputedStyle(element);
    if (outlineStyle === 'none') return 0;
    const out = Number.parseFloat(outlineOffset) + Number.parseFloat(outlineWidth) / 2;
    const { left, top, right, bottom } = element.getBoundingClientRect();
    const isCut = [false, false, false, false];
    for (let at = parentOf(element); at; at = parentOf(at)) {
      const { overflowX } = getComputedStyle(at);
      if (overflowX === 'visible' || at === document.body || at === document.documentElement) continue;
      const box = at.getBoundingClientRect();
      const beyond = [left - out < box.left, top - out < box.top, right + out > box.right, bottom + out > box.bottom];
      for (const [side, each] of beyond.entries()) isCut[side] ||= each;
    }
    return isCut.filter(Boolean).length;
  };
  const walk = (root: Document | ShadowRoot): void => {
    for (const element of root.querySelectorAll<HTMLElement>('*')) {
      if (element.shadowRoot) walk(element.shadowRoot);
      if (element.tabIndex < 0 || !element.checkVisibility() || element.localName === 'iframe') continue;
      element.focus({ focusVisible: true } as FocusOptions);
      if (root.activeElement !== element) continue;
      const shows = [element, ...element.querySelectorAll('*')].some((each) =>
        [undefined, '::before', '::after'].some((pseudo) => {
          const { content, outlineStyle, outlineWidth, borderTopWidth } = getComputedStyle(each, pseudo);
          // Chromium draws no outline around table rows, so they have one from a pseudo-element.
          const isFramed = pseudo && content !== 'none' && Number.parseFloat(borderTopWidth) >= 2;
          return isFramed || (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1);
        }),
      );
      if (!shows || sidesCut(element) > 1)
        told.push(`${root instanceof ShadowRoot ? root.host.localName : ''} ${element.outerHTML.slice(0, 80)}`);
    }
  };
  walk(document);
  return told;
}

/** Changes the numbers of every live widget; returns what is then animated. */
export async function pushInPage(): Promise<string[]> {
  type Live = HTMLElement & { data: object; updateComplete: Promise<unknown> };
  // Not in proportion, so that shares of a whole change too.
  const other = (_: string, value: unknown): unknown => {
    if (typeof value !== 'number') return value;
    const less = value > 3 ? value ** 0.9 : value * 0.6;
    return Number.isInteger(value) ? Math.round(less) : less;
  };
  const movesIn = (root: Document | ShadowRoot): Animation[] => [
    ...root.getAnimations(),
    ...[...root.querySelectorAll('*')].flatMap(({ shadowRoot }) => (shadowRoot ? movesIn(shadowRoot) : [])),
  ];
  const widgets = [...document.querySelectorAll<Live>('[data-state=live]')];
  for (const widget of widgets) widget.data = JSON.parse(JSON.stringify(widget.data, other));
  await Promise.all(widgets.map(({ updateComplete }) => updateComplete));
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  // Transitions of one millisecond only tell a chart that its colours have changed.
  const isSeen = ({ effect }: Animation): boolean => Number(effect?.getComputedTiming().duration) > 1;
  return [...new Set(movesIn(document))].filter(isSeen).map(({ effect }) => {
    const { target } = effect as KeyframeEffect;
    return `${(target?.getRootNode() as ShadowRoot | undefined)?.host.localName} ${target?.localName}`;
  });
}
