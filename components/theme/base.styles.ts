import { css, unsafeCSS } from 'lit';
import { contrast, declarations } from './tokens.ts';

/**
 * The tokens, for the outermost element of ours (a frame or a board); what is inside inherits them.
 * Dark follows the page's `color-scheme`; a `theme` attribute settles it.
 * `bc-widget` documents them.
 */
export const theme = unsafeCSS(
  `:host{${declarations}--_radius:var(--bc-radius,.75rem);--_space:var(--bc-space,1rem);--_font:var(--bc-font,system-ui,sans-serif)}:host([theme=light]){color-scheme:light}:host([theme=dark]){color-scheme:dark}:host([theme=high-contrast]){${contrast}}@media(prefers-contrast:more){:host{${contrast}}}`,
);

/** What every view shares: it is the size container of its content. */
export const base = css`
:host {
  display: block;
  block-size: 100%;
  min-block-size: 1.5rem;
  overflow: hidden;
  container-type: size;
}
* {
  box-sizing: border-box;
  margin: 0;
}
.empty {
  color: var(--_muted);
}
.skeleton {
  block-size: 100%;
  background: var(--_sunken);
}
`;
