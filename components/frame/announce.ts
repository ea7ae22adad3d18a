import type { BcWidget } from '../bc-widget.ts';
import { localize } from '../locales/localize.ts';
import type { LiveWidget } from '../model/messages.ts';
import type { CommonConfig } from '../model/widget.ts';
import type { DrawnProps } from '../widgets/widget-element.ts';
import { staleness } from './ago.ts';
import { keepLive } from './translated.ts';

/** Least milliseconds between two announcements of a page. */
const PAUSE = 10_000;
const SETTLED = 200;
/** Milliseconds an announcement stays in the page: later, its figures would be read as current ones. */
const LINGER = 5000;
/** How many widgets one announcement names at most. */
const MOST = 3;

const waiting = new Set<BcWidget>();
/** Those that show older values than they should, or a message in place of values. */
const troubled = new Set<BcWidget>();
/** What was said of a widget last, and in which announcement. */
const said = new WeakMap<BcWidget, { sentence: string; turn: number }>();
let turns = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

/**
 * Says that a widget has a new value: by a sound if it wants one, and in words for assistive technology. Of one that
 * shows no newer values, or none any more, it says that, unless it is over by then.
 */
export function announce(host: BcWidget): void {
  keepLive(host);
  const isTroubled = host.status !== 'live';
  const { sound } = host.props.config as CommonConfig;
  if (sound && !isTroubled && navigator.userActivation?.hasBeenActive !== false)
    import('./sound.ts').then(({ play }) => play()).catch(() => {});
  // A dashboard has nothing to say beside its widgets.
  if (document.hidden || !(isTroubled || host.view?.words)) return;
  const hosts = isTroubled ? troubled : waiting;
  hosts.delete(host);
  hosts.add(host);
  if (timer === undefined) timer = setTimeout(speak, PAUSE);
}

/**
 * Announces troubles, and what changed since its last announcement; where that is too much, what was not announced for
 * longest. A lost connection is one sentence for all widgets.
 */
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
    .sort((a, b) => turnOf(b.host) - turnOf(a.host));
  // A page may show the same widget more than once.
  const sentences = [...new Set(news.map(({ sentence }) => sentence))].slice(-MOST);
  const spoken = news.filter(({ sentence }) => sentences.includes(sentence));
  const broken = [...troubled].filter(({ isConnected, status }) => isConnected && status !== 'live');
  troubled.clear();
  const troubles = [...new Set(broken.map(troubleOf))].slice(0, MOST);
  const place = broken[0] ?? spoken[0]?.host;
  if (!place) return;
  const region = regionOf(place);
  turns++;
  for (const { host, sentence } of spoken) said.set(host, { sentence, turn: turns });
  const words = [...troubles, ...sentences].join(' ');
  // Screen readers do not listen yet to a region that was only just added.
  setTimeout(() => (region.textContent = words), SETTLED);
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

const sentenceOf = async (host: BcWidget): Promise<string> =>
  entitled(host, (await host.view?.words())?.summary(host.props as DrawnProps));

function troubleOf(host: BcWidget): string {
  const { problem, live, props, shown } = host;
  if (problem) return entitled(host, problem.message);
  return live.isCut
    ? `${localize('stale', props.locale)}.`
    : entitled(host, staleness(shown as LiveWidget, props.locale));
}

function entitled({ props, shown }: BcWidget, text: string | undefined): string {
  const title = (props.config as CommonConfig).title || (shown as LiveWidget | undefined)?.title;
  return `${[title, text?.replace(/\.$/, '')].filter(Boolean).join(': ')}.`;
}
