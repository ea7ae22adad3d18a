import { css } from 'lit';

export const unlock = css`
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
`;
