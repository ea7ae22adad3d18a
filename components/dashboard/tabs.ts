import { html, isServer, type TemplateResult } from 'lit';
import { localize, registerLocale } from '../locales/localize.ts';
import type { LiveDashboard } from '../model/messages.ts';

registerLocale('en', { pages: 'Pages' });

/** Where each arrow key goes among `count` tabs. */
const STEPS: Record<string, (index: number, count: number) => number> = {
  ArrowRight: (index, count) => (index + 1) % count,
  ArrowLeft: (index, count) => (index + count - 1) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/** Pixels beside a tab that are to be in sight as well: those of its neighbour tell that there is one. */
const AROUND = 40;

/** Brings the tab of the page that is shown into sight, and moves nothing but the tabs. */
export function reveal(root: ParentNode): void {
  const tab = root.querySelector('[role=tab][aria-selected=true]');
  const list = tab?.parentElement;
  if (!tab || !list) return;
  const [{ left, right }, box] = [tab.getBoundingClientRect(), list.getBoundingClientRect()];
  list.scrollLeft += Math.min(0, left - AROUND - box.left) + Math.max(0, right + AROUND - box.right);
}

export interface Tabs {
  pages: LiveDashboard['pages'];
  /** Number of the page that is shown. */
  current: number | undefined;
  locale: string | undefined;
  /** Told the number of the page that was chosen, and whether the focus is to follow. */
  choose(page: number, isByKey: boolean): void;
}

/**
 * Pages as tabs: arrows, Home and End move among them, in the direction of reading. On a server's page, which shows all of
 * them, they only tell their names: they cannot turn to one.
 */
export function tabs({ pages, current, locale, choose }: Tabs): TemplateResult {
  const onKey = (event: KeyboardEvent) => {
    const index = pages.findIndex(({ number }) => number === current);
    const isRtl = getComputedStyle(event.currentTarget as Element).direction === 'rtl';
    const isMirrored = isRtl && /^Arrow/.test(event.key);
    const name = isMirrored ? (event.key === 'ArrowLeft' ? 'ArrowRight' : 'ArrowLeft') : event.key;
    const page = pages[STEPS[name]?.(index, pages.length) ?? -1];
    if (!page) return;
    event.preventDefault();
    choose(page.number, true);
  };
  return html`<div part="tabs" role="tablist" aria-label=${localize('pages', locale)} @keydown=${onKey}>
    ${pages.map(
      ({ number, name }) => html`<button
        part="tab"
        role="tab"
        id="tab-${number}"
        aria-selected=${number === current}
        aria-controls="page-${number}"
        tabindex=${number === current ? 0 : -1}
        ?disabled=${isServer}
        @click=${() => choose(number, false)}
      >${name.trim() || number}</button>`,
    )}
  </div>`;
}
