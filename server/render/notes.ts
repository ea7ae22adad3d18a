import { html } from 'hono/html';
import { type Html, page } from './page.ts';
import type { Wishes } from './wishes.ts';

/** What is shown for every token that opens nothing: it does not say whether there ever was one. */
export const unavailablePage = ({ lang, theme }: Wishes): Html =>
  page({
    title: 'Not available',
    lang,
    theme,
    kind: 'note',
    live: false,
    body: html`<main><h1>This is not available</h1><p>The link may be mistyped, expired or withdrawn.</p></main>`,
  });

/** What is shown when the page could not be made through no fault of the reader. */
export const troublePage = ({ lang, theme }: Wishes): Html =>
  page({
    title: 'Temporarily unavailable',
    lang,
    theme,
    kind: 'note',
    live: false,
    body: html`<main><h1>Temporarily unavailable</h1><p>Please try again in a moment.</p></main>`,
  });

/** Asks for the password of a shared dashboard; a plain form, so that it works without script. */
export const passwordPage = ({ lang, theme }: Wishes, action: string, problem?: string, head?: Html): Html =>
  page({
    title: 'Password needed',
    lang,
    theme,
    head,
    kind: 'note',
    live: false,
    body: html`<main>
<h1>This dashboard is protected</h1>
<form method="post" action="${action}">
<label for="password">Password</label>
<input id="password" name="password" type="password" required autofocus autocomplete="current-password"${
      problem ? html` aria-invalid="true" aria-describedby="problem"` : ''
    }>
${problem ? html`<p class="wrong" id="problem" role="alert">${problem}</p>` : ''}
<button>Show the dashboard</button>
</form>
</main>`,
  });
