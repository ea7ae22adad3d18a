import { html, isServer, nothing } from 'lit';
import type { BcWidget } from '../bc-widget.ts';
import type { LiveWidget } from '../model/messages.ts';
import { staleness } from './ago.ts';
import { dress } from './dress.ts';
import { mark as styles } from './mark.styles.ts';
import './relaid.ts';

// It is needed when the connection is lost, and cannot be loaded then.
if (!isServer) import('./announce.ts').catch(() => {});

/** Frames on the server adopt no styles. A template must not have a hole inside `<style>`, so this is one string. */
const text = [`<style>${styles.cssText}</style>`];
const sheet = isServer && html(Object.assign(text, { raw: text }));

/** Says why a frame shows no newer values, if that is known, and how old these are. For one that shows none: the styles. */
export function mark(host: BcWidget): unknown {
  const { problem, props, shown } = host;
  dress(host, styles);
  if (problem && !isServer) entitle(host);
  if (problem) return sheet;
  const words = staleness(shown as LiveWidget, props.locale);
  return html`${sheet || nothing}<div part="mark" title=${words}>${words}</div>`;
}

/** Gives a message its text as a tooltip, because a small card shows only the first lines. */
async function entitle(host: BcWidget): Promise<void> {
  await host.updateComplete;
  const message = host.renderRoot?.querySelector<HTMLElement>('[part=message]');
  if (message) message.title = message.innerText;
}
