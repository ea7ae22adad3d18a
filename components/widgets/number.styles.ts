import { css } from 'lit';

/** `--n` is about the number of characters of the figure, so that any figure fits its box. */
export const figure = css`
:host {
  display: flex;
  flex-direction: column;
  justify-content: center;
  text-align: left;
}
div {
  --n: 22;
  overflow-x: clip;
  text-overflow: ellipsis;
  white-space: nowrap;
  font-size: clamp(0.75rem, 9cqmin, 1.25rem);
}
[part='caption']:has(+ div) {
  display: var(--cap);
}
div + div {
  color: var(--_muted);
  min-inline-size: 0;
}
:host(:dir(rtl)) {
  text-align: right;
}
[data-n],
.empty,
.skeleton {
  font-size: clamp(0.9rem, min(158cqi / var(--n), var(--row, var(--h, 42cqb))), var(--bc-number-size, 5rem));
  line-height: 1.25;
}
[data-n],
b {
  font-weight: 600;
}
svg {
  position: absolute;
}
[class*='small'] {
  --bc-number-size: 2rem;
}
:has(~ bc-trend) {
  --h: 32cqb;
}
[data-n='1'] {
  --n: 4;
}
[data-n='2'],
.empty,
.skeleton {
  --n: 8;
}
[data-n='3'] {
  --n: 12;
}
[data-n='4'] {
  --n: 16;
}
[data-level='good'] {
  color: var(--_good);
}
[data-level='warn'] {
  color: var(--_warn);
}
[data-level='bad'] {
  color: var(--_bad);
}
.skeleton {
  block-size: 1em;
  inline-size: 4em;
}
@container (block-size < 4rem) and (inline-size < 20rem) {
  div[part='caption'] {
    display: none;
  }
}
@container (block-size < 5.5rem) and (inline-size >= 20rem) {
  :host {
    --row: 72cqb;
    --cap: none;
    flex-direction: row;
    justify-content: start;
    align-items: center;
    gap: 1em;
  }
}
`;
