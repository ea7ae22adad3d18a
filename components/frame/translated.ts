import type { BcWidget } from '../bc-widget.ts';

/** The element that translators put in place of a text. */
const WRAPPER = 'font';

const seen = new WeakSet<Node>();

/**
 * A page translator takes text nodes out of the page, also in shadow roots, and puts elements with other words in their
 * place. Lit keeps writing into its own text nodes, which nobody sees any more: figures would never change again. So each
 * wrapper gets an empty text node before it, where Lit looks for one, and is removed once something is written there.
 */
const observer = new MutationObserver((records) => {
  for (const { target, addedNodes, previousSibling } of records) {
    if (target instanceof Text) {
      const { nextSibling: old } = target;
      if (target.data && old instanceof Element && old.matches(WRAPPER)) old.remove();
    }
    for (const node of addedNodes) {
      if (node instanceof Element) watch(node);
      if (node instanceof Element && node.matches(`${WRAPPER}:not(${WRAPPER} *)`)) node.before('');
      // The original is back.
      else if (node instanceof Text && node.data && previousSibling instanceof Text && !previousSibling.data)
        previousSibling.remove();
    }
  }
});

/** Shadow roots of an element and of those in it. */
const rootsOf = (node: Element): ShadowRoot[] =>
  [node, ...node.querySelectorAll('*')].flatMap(({ shadowRoot }) => shadowRoot ?? []);

/** Observes the shadow roots of an element and below it. @returns whether any was translated before */
function watch(node: Element): boolean {
  const isLost = rootsOf(node).map((root) => {
    const isNew = !seen.has(root);
    if (isNew) observer.observe(root, { subtree: true, childList: true, characterData: true });
    seen.add(root);
    const isTranslated = isNew && !!root.querySelector(WRAPPER);
    return [...root.children].map(watch).some(Boolean) || isTranslated;
  });
  return isLost.some(Boolean);
}

/** Keeps a frame live on a page that gets translated; one that was translated before is drawn anew. */
export function keepLive(host: BcWidget): void {
  // What is drawn in it later is observed as it is added.
  if (seen.has(host.renderRoot) || !watch(host)) return;
  host.clear();
  host.requestUpdate();
}
