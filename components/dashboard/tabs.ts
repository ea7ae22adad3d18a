import { html, isServer, type TemplateResult } from 'lit';
import { localize, registerLocale } from '../locales/localize.ts';
import type { LiveDashboard } from '../model/messages.ts';

registerLocale('en', { pages: 'Pages' });

/** The tab that a key leads to, of `count` tabs. */
const STEPS: Record<string, (index: number, count: number) => number> = {
  ArrowRight: (index, count) => (index + 1) % count,
  ArrowLeft: (index, count) => (index + count - 1) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/** Pixels beside a tab that should be visible as well, to show that there are more tabs. */
const AROUND = 40;

/** Scrolls the current tab into view, without scrolling anything else. */
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
  /** Called with the chosen page, and whether the focus must follow. */
  choose(page: number, isByKey: boolean): void;
}

/**
 * Pages as tabs, with arrow keys in reading direction, Home and End. In server-rendered pages, which show all pages, they
 * are disabled and only list the names.
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
