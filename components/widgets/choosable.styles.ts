import { css } from 'lit';

/**
 * Focus and pointer styles for views that use a `ChoiceController`. The focus ring of a table row is a box of its own,
 * because sticky cells would cover an outline.
 */
export const choosable = css`
[data-row][tabindex] {
  cursor: pointer;
}
[data-row]:focus-visible {
  outline: 2px solid var(--_accent);
  outline-offset: -2px;
}
tr[data-row] {
  position: relative;
  scroll-margin-block-start: 2.2em;
}
tr[data-row]:focus-visible {
  outline: none;
}
tr[data-row]:focus-visible::after {
  content: '';
  position: absolute;
  z-index: 1;
  inset: 0;
  border: 2px solid var(--_accent);
  pointer-events: none;
}
`;
