import { html } from 'hono/html';
import '../../components/frame/unlock.ts';
import '../../components/locales/languages.ts';
import { localize } from '../../components/locales/localize.ts';
import { type Html, page } from './page.ts';
import type { PageOptions } from './page-options.ts';

/** Shown for every token that opens nothing; it does not reveal whether the token ever existed. */
export const unavailablePage = ({ lang, theme }: Pick<PageOptions, 'lang' | 'theme'>): Html =>
  page({
    title: localize('gone', lang),
    lang,
    theme,
    kind: 'note',
    live: false,
    body: html`<main><h1>${localize('gone', lang)}</h1><p>${localize('gone_why', lang)}</p></main>`,
  });

/** Shown when the page could not be rendered through no fault of the reader. */
export const troublePage = ({ lang, theme }: PageOptions): Html =>
  page({
    title: localize('trouble', lang),
    lang,
    theme,
    kind: 'note',
    live: false,
    body: html`<main><h1>${localize('trouble', lang)}</h1><p>${localize('trouble_why', lang)}</p></main>`,
  });

/**
 * Asks for the password of a shared dashboard; a plain form, so that it works without script.
 * @param problem why the last attempt failed: `wrong` or `wait`
 */
export const passwordPage = (
  { lang, theme }: Pick<PageOptions, 'lang' | 'theme'>,
  action: string,
  problem?: 'wrong' | 'wait',
  head?: Html,
): Html =>
  page({
    title: localize('protected', lang),
    lang,
    theme,
    head,
    kind: 'note',
    live: false,
    body: html`<main>
<h1>${localize('protected', lang)}</h1>
<form method="post" action="${action}">
<label for="password">${localize('password', lang)}</label>
<input id="password" name="password" type="password" required autofocus autocomplete="current-password"${
      problem ? html` aria-invalid="true" aria-describedby="problem"` : ''
    }>
${problem ? html`<p class="wrong" id="problem" role="alert">${localize(problem, lang)}</p>` : ''}
<button>${localize('show', lang)}</button>
</form>
</main>`,
  });
