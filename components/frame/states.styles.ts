import { css } from 'lit';

/** What a frame shows beside its view. It lies over the view, so that nothing moves when it comes or goes. */
export const states = css`
[part='message'] {
  display: grid;
  align-content: safe center;
  block-size: 100%;
  margin: 0;
  font-size: 0.875rem;
  text-align: center;
  unicode-bidi: plaintext;
  overflow: auto;
  overflow-wrap: anywhere;
}
[part='mark'] {
  position: absolute;
  inset-block-end: 0.25rem;
  inset-inline-end: 0.5rem;
  margin: 0;
  padding: 0 0.35rem;
  border-radius: 0.5rem;
  background: var(--_sunken);
  color: var(--_muted);
  font-size: 0.6875rem;
  max-block-size: 50%;
  overflow: auto;
}
@media print {
  :host {
    color-scheme: light !important;
  }
}
`;
