import { html, isServer, nothing, type TemplateResult } from 'lit';
import type { BcWidget } from '../bc-widget.ts';
import { pageOf } from '../live/batch.ts';
import { localize, registerLocale } from '../locales/localize.ts';
import { dress } from './dress.ts';
import { unlock } from './unlock.styles.ts';

registerLocale('en', {
  password: 'Password',
  open: 'Open',
  wrong: 'Wrong password.',
  wait: 'Too many attempts. Please wait a moment.',
  away: 'The server is not responding. Please try again.',
});

/** Why the last attempt failed, by the status of the response. */
const REASONS: Record<number, string> = { 401: 'wrong', 429: 'wait' };

const failures = new WeakMap<BcWidget, string>();

/** Asks for the password of a share. With the proof that it was right, the element starts over. */
export function form(host: BcWidget): TemplateResult | undefined {
  // Without its script it would put the password into the address.
  if (isServer) return undefined;
  const word = (name: string) => localize(name, host.props.locale);
  const failure = failures.get(host);
  dress(host, unlock);
  return html`<form part="unlock" @submit=${(event: SubmitEvent) => submit(host, event)}>
    <label>${word('password')} <input type="password" name="password" autocomplete="off" required /></label>
    <button>${word('open')}</button>
    ${failure ? html`<p role="alert">${word(failure)}</p>` : nothing}
  </form>`;
}

/** The form goes, and with it the focus: it stays on the card, where what was asked for comes. */
function keepFocus({ renderRoot }: BcWidget): void {
  const card = renderRoot.querySelector('section');
  if (!card || !(renderRoot as ShadowRoot).activeElement) return;
  card.tabIndex = -1;
  card.focus();
}

async function submit(host: BcWidget, event: SubmitEvent): Promise<void> {
  event.preventDefault();
  const password = new FormData(event.target as HTMLFormElement).get('password');
  // Every failure is a new element: some screen readers do not tell of an alert's new text, and none of the same text.
  failures.delete(host);
  host.requestUpdate();
  await host.updateComplete;
  const address = `${pageOf(host.src).server}public/${encodeURIComponent(host.token ?? '')}/unlock`;
  try {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(address, { method: 'POST', headers, body: JSON.stringify({ password }) });
    if (response.ok) {
      keepFocus(host);
      host.proof = (await response.json()).proof;
      return;
    }
    failures.set(host, REASONS[response.status] ?? 'away');
  } catch {
    failures.set(host, 'away');
  }
  host.requestUpdate();
}
