import { css, unsafeCSS } from 'lit';

/** Up to so many boxes, columns depend on the widget's aspect ratio; beyond, on its width alone. */
const MOST_FITTED = 12;
/** Preferred aspect ratio of a box. */
const SHAPE = 1.7;

/**
 * Style rules that choose the columns for each number of boxes by the widget's aspect ratio. Only column counts that
 * leave as few empty cells as possible are used.
 */
const columns = Array.from({ length: MOST_FITTED }, (_, index) => {
  const count = index + 1;
  const counts = Array.from({ length: count }, (_, at) => at + 1).filter(
    (each) => each === Math.ceil(count / Math.ceil(count / each)),
  );
  return counts
    .map((each, at) => {
      const limit = ((each * (counts[at - 1] ?? 0)) / count) * SHAPE;
      const rule = `[data-n="${count}"]{--c:${each}}`;
      return limit ? `@container(aspect-ratio>${limit.toFixed(3)}){${rule}}` : rule;
    })
    .join('');
}).join('');

/** Puts labels beside figures, where there is no room for two lines. */
const beside = unsafeCSS('--row:row;--least:1.5rem;--align:center;--justify:space-between;--shrink:0 1 auto');

/** Boxes that share the room. */
const drawn = css`
:host {
  font-variant-numeric: tabular-nums;
}
.scroll,
.skeleton {
  --g: clamp(0.25rem, 2.5cqmin, 1rem);
}
.scroll {
  display: flex;
  flex-wrap: wrap;
  gap: var(--g);
  align-content: stretch;
}
@container (block-size < 2.5rem) {
  .scroll {
    ${beside};
  }
}
@container (block-size < 4.75rem) and (aspect-ratio < 2.6) {
  .scroll:not([data-n='1'], [data-n='2']) {
    ${beside};
  }
}
@container (inline-size > 40rem) {
  .scroll > div {
    flex-basis: calc(100% / var(--c, 6) - var(--g));
  }
}
@container (inline-size > 64rem) {
  .scroll > div {
    flex-basis: calc(100% / var(--c, 8) - var(--g));
  }
}
.scroll > div {
  position: relative;
  flex: 1 1 calc(100% / var(--c, 4) - var(--g));
  min-inline-size: min(100%, 4.25rem);
  min-block-size: var(--least, 2.25rem);
  container-type: size;
  display: flex;
  flex-direction: var(--row, column);
  justify-content: var(--justify, center);
  align-items: var(--align, stretch);
  gap: 0 0.25rem;
  overflow: hidden;
  border-radius: 0.375rem;
  background: var(--_sunken);
  padding-inline: calc(0.45rem + 1.2cqmin) 0.25rem;
}
svg {
  position: absolute;
  inset-block: 0;
  inset-inline-start: 0;
  inline-size: clamp(3px, 0.8cqmin, 8px);
  block-size: 100%;
}
rect {
  fill: currentColor;
}
dt,
dd {
  flex: none;
  min-inline-size: 0;
  overflow: hidden;
  text-overflow: ellipsis;
  white-space: nowrap;
}
dt {
  font-size: clamp(0.6875rem, min(9cqi, 14cqb), 1.75rem);
  line-height: 1.3;
  color: var(--_muted);
  text-align: left;
}
dt {
  flex: var(--shrink, none);
}
:host(:dir(rtl)) dt {
  text-align: right;
}
dd {
  --n: 22;
  font-size: clamp(0.8rem, min(142cqi / var(--n), 46cqb), 7rem);
  line-height: 1.15;
  font-weight: 650;
  letter-spacing: -0.02em;
}
[data-l='1'] {
  --n: 4;
}
[data-l='2'] {
  --n: 8;
}
[data-l='3'] {
  --n: 12;
}
[data-l='4'] {
  --n: 16;
}
.skeleton {
  --s: calc(50% - var(--g) / 2);
  background: linear-gradient(var(--_sunken) 0 0) 0 0 / var(--w, var(--s)) var(--v, var(--s)) space;
  border-radius: 0.375rem;
}
@container (inline-size < 9rem) {
  .skeleton {
    --w: 100%;
  }
}
@container (block-size < 5rem) {
  .skeleton {
    --v: 100%;
  }
}
@media (forced-colors: active) {
  .scroll > div {
    border: 1px solid;
  }
}
@media print {
  .scroll > div {
    border: 1px solid var(--_line);
  }
}
`;

export const boxes = [unsafeCSS(columns), drawn];
