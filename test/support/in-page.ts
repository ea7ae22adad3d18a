/**
 * Functions that run in a page that shows many widgets. Each is sent there as its text, so it can use nothing from here.
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

/** The state of every widget, and the one that it should be in. */
export function statesInPage(): { states: string[]; expected: string[] } {
  const widgets = [...document.querySelectorAll<Widget>('bc-widget')];
  const code: Record<string, string> = { error: 'error invalid', broken: 'error broken' };
  return {
    states: widgets.map(({ status, problem }) => (problem ? `${status} ${problem.code}` : status)),
    expected: widgets.map(({ dataset: { state = 'live' } }) => code[state] ?? state),
  };
}

/**
 * What is cut or hangs out: elements in shadow roots that are larger than their box, with neither a way to scroll to the
 * rest nor an ellipsis (or whole lines left out) and a title, and the page itself when it scrolls sideways.
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
          ? (element.closest('figure, li, section')?.querySelector('figcaption, h2')?.textContent ?? 'the stage')
          : where;
      return element.shadowRoot ? [...told, ...walk(element.shadowRoot, place || element.localName)] : told;
    });
  const sideways = document.documentElement.scrollWidth - innerWidth;
  return [...walk(document, ''), ...(sideways > 0 ? [`the page is ${sideways} px too wide`] : [])];
}
