import type { BcWidget } from '../bc-widget.ts';
import type { LiveWidget } from '../model/messages.ts';
import type { CommonConfig } from '../model/widget.ts';
import type { DrawnProps } from '../widgets/widget-element.ts';
import { keepLive } from './translated.ts';

/** Least milliseconds between two announcements of a page. */
const PAUSE = 10_000;
const SETTLED = 200;
/** Milliseconds an announcement stays in the page: later, its figures would be read as current ones. */
const LINGER = 5000;
/** How many widgets one announcement names at most. */
const MOST = 3;

const waiting = new Set<BcWidget>();
/** What was said of a widget last, and in which announcement. */
const said = new WeakMap<BcWidget, { sentence: string; turn: number }>();
let turns = 0;
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

/** Announces what changed since its last announcement; where that is too much, what was not announced for longest. */
async function speak(): Promise<void> {
  timer = undefined;
  const hosts = [...waiting].filter((host) => host.isConnected && host.props.data);
  waiting.clear();
  // One that cannot put itself in words does not silence the others.
  const told = await Promise.allSettled(hosts.map(async (host) => ({ host, sentence: await sentenceOf(host) })));
  const news = told
    .flatMap((each) =>
      'value' in each && each.value.sentence !== said.get(each.value.host)?.sentence ? each.value : [],
    )
    .sort((a, b) => turnOf(b.host) - turnOf(a.host))
    .slice(-MOST);
  const region = news[0] && regionOf(news[0].host);
  if (!region) return;
  turns++;
  for (const { host, sentence } of news) said.set(host, { sentence, turn: turns });
  // Screen readers do not listen yet to a region that was only just added.
  setTimeout(() => (region.textContent = news.map(({ sentence }) => sentence).join(' ')), SETTLED);
  setTimeout(() => (region.textContent = ''), LINGER);
}

const turnOf = (host: BcWidget): number => said.get(host)?.turn ?? 0;

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

/** The live region of a frame: invisible, read by assistive technology. */
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
