import type { BcWidget } from '../bc-widget.ts';
import type { LiveWidget } from '../model/messages.ts';
import type { CommonConfig } from '../model/widget.ts';
import type { DrawnProps } from '../widgets/widget-element.ts';
import { keepLive } from './translated.ts';

/** Least milliseconds between two announcements of a page. */
const PAUSE = 10_000;
const SETTLED = 200;
/** How many widgets one announcement may name. */
const MOST = 3;

const waiting = new Set<BcWidget>();
let timer: ReturnType<typeof setTimeout> | undefined;

/** Says that a widget has a new value: by a sound if it wants one, and in words for assistive technology. */
export function announce(host: BcWidget): void {
  keepLive(host);
  const { sound } = host.props.config as CommonConfig;
  if (sound && navigator.userActivation?.hasBeenActive !== false)
    import('./sound.ts').then(({ play }) => play()).catch(() => {});
  // A dashboard has nothing to say beside its widgets.
  if (document.hidden || !host.view?.words) return;
  waiting.delete(host);
  waiting.add(host);
  if (timer === undefined) timer = setTimeout(speak, PAUSE);
}

async function speak(): Promise<void> {
  timer = undefined;
  const hosts = [...waiting].filter((host) => host.isConnected && host.props.data).slice(-MOST);
  waiting.clear();
  // One that cannot put itself in words does not silence the others.
  const sentences = (await Promise.allSettled(hosts.map(sentenceOf))).map((each) => 'value' in each && each.value);
  const region = hosts[0] && regionOf(hosts[0]);
  // A region that has only just come is not listened to yet.
  setTimeout(() => region && (region.textContent = sentences.filter(Boolean).join(' ')), SETTLED);
}

/** It lies below the card: were it as large as its words, a page that fills the window would begin to scroll. */
const HIDDEN = {
  position: 'absolute',
  inlineSize: '1px',
  blockSize: '1px',
  margin: '-1px',
  overflow: 'hidden',
  clipPath: 'inset(50%)',
  whiteSpace: 'nowrap',
};

/** Where a frame's announcements stand: seen by nobody, heard by assistive technology. */
function regionOf(host: BcWidget): Element {
  const known = host.renderRoot.querySelector('[aria-live]');
  if (known) return known;
  const region = document.createElement('p');
  region.ariaLive = 'polite';
  Object.assign(region.style, HIDDEN);
  host.renderRoot.append(region);
  return region;
}

async function sentenceOf({ view, props, shown }: BcWidget): Promise<string> {
  const title = (props.config as CommonConfig).title || (shown as LiveWidget).title;
  const summary = (await view?.words())?.summary(props as DrawnProps);
  return `${[title, summary].filter(Boolean).join(': ')}.`;
}
