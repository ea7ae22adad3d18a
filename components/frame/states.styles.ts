import { css } from 'lit';

/** What a frame shows beside its view. It lies over the view, so that nothing moves when it comes or goes. */
export const states = css`
[part='message'] {
  display: grid;
  align-content: center;
  block-size: 100%;
  margin: 0;
  font-size: 0.875rem;
  text-align: center;
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
}
[part='controls'] {
  position: absolute;
  inset-block-start: 0.25rem;
  inset-inline-end: 0.25rem;
  display: flex;
  border-radius: 0.5rem;
  background: var(--_surface);
}
[part='controls'] button {
  min-inline-size: 1.75rem;
  min-block-size: 1.75rem;
  border: 0;
  border-radius: 0.5rem;
  background: none;
  color: var(--_muted);
  font: inherit;
  cursor: pointer;
}
[part='controls'] button:hover {
  background: var(--_sunken);
  color: var(--_ink);
}
[part='unlock'] {
  display: grid;
  gap: 0.5rem;
  max-inline-size: 20rem;
  margin: auto;
  padding: 1rem;
  font-size: 0.875rem;
}
[part='unlock'] label {
  display: grid;
  gap: 0.25rem;
}
[part='unlock'] :is(input, button) {
  padding: 0.4rem 0.6rem;
  border: 1px solid var(--_muted);
  border-radius: 0.4rem;
  background: var(--_surface);
  color: inherit;
  font: inherit;
}
[part='unlock'] p {
  margin: 0;
  color: var(--_bad);
}
:focus-visible {
  outline: 2px solid var(--_accent);
  outline-offset: 1px;
}
[part='announcement'] {
  position: absolute;
  inline-size: 1px;
  block-size: 1px;
  margin: 0;
  overflow: hidden;
  clip-path: inset(50%);
}
@media print {
  [part='controls'] {
    display: none;
  }
}
`;
