import { css } from 'lit';

export const controls = css`
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
:focus-visible {
  outline: 2px solid var(--_accent);
  outline-offset: 1px;
}
@media print {
  [part='controls'] {
    display: none;
  }
}
`;
