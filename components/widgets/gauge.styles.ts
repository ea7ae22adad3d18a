import { css } from 'lit';

/** A dial as large as its card lets it be, and below it the ends of the scale. */
export const gauge = css`
:host {
  display: grid;
  place-content: center;
  font-variant-numeric: tabular-nums;
}
figure,
.skeleton {
  --w: min(100cqi, (100cqb - 1.9em) * 1.88);
  inline-size: var(--w);
  font-size: clamp(0.6875rem, 5cqmin, 1.5rem);
}
.dial {
  position: relative;
  aspect-ratio: 100 / 53;
  container-type: inline-size;
}
svg.arc {
  position: absolute;
  inset: 0;
  inline-size: 100%;
  block-size: 100%;
  overflow: visible;
}
:host(:dir(rtl)) svg.arc {
  transform: scaleX(-1);
}
.arc path {
  fill: none;
  stroke-width: 9;
}
.arc .edge {
  stroke: var(--_line);
  stroke-width: 10;
}
.arc .track {
  stroke: var(--_sunken);
}
.arc .fill {
  stroke: var(--_accent);
}
.arc [data-level] {
  stroke: currentColor;
}
.arc .needle {
  stroke: var(--_ink);
  stroke-width: 13;
}
.arc .band {
  stroke-width: 2.5;
}
.read {
  position: absolute;
  inset-block-end: 0;
  inset-inline: 15.5%;
  text-align: center;
  line-height: 1.1;
}
.read > *,
.ends {
  margin: 0;
  overflow: hidden;
  text-overflow: ellipsis;
  white-space: nowrap;
}
[part='value'] {
  --n: 22;
  font-size: clamp(0.625rem, min(100cqi / var(--n), 20cqi), 11rem);
  font-weight: 650;
  letter-spacing: -0.02em;
}
[data-n='1'] {
  --n: 4.6;
}
[data-n='2'] {
  --n: 8.4;
}
[data-n='3'] {
  --n: 12;
}
[data-n='4'] {
  --n: 16;
}
[part='level'] {
  display: flex;
  align-items: center;
  justify-content: center;
  gap: 0.3em;
  font-size: clamp(0.6875rem, 5.4cqi, 1.5rem);
  font-weight: 600;
  line-height: 1.4;
}
[part='level'] span {
  overflow: hidden;
  text-overflow: ellipsis;
}
.ends {
  display: grid;
  grid-template-columns: minmax(max-content, 1fr) minmax(0, auto) minmax(max-content, 1fr);
  gap: 0.5em;
  line-height: 1.4;
  padding-block-start: 0.25em;
  color: var(--_muted);
}
.ends > * {
  justify-self: start;
  max-inline-size: 100%;
  overflow: hidden;
  text-overflow: ellipsis;
  white-space: nowrap;
}
.ends > [part='caption'] {
  color: var(--_ink);
}
.ends > :is([part='min'], [part='max']) {
  max-inline-size: calc(0.4 * var(--w));
}
.ends > [part='max'] {
  grid-column: 3;
  justify-self: end;
}
.skeleton {
  aspect-ratio: 100 / 53;
  block-size: auto;
  margin-block-end: 1.65em;
  background:
    radial-gradient(45% 88.2% at 50% 100%, #0000 79%, var(--_sunken) 80% 99%, #0000) 0 0 / 100% 96.2% no-repeat;
}
@container (inline-size < 9.5rem) {
  [part='level'] span {
    display: none;
  }
}
@container (inline-size < 6rem) {
  [part='level'] {
    display: none;
  }
}
@container (block-size < 5rem) {
  figure,
  .skeleton {
    --w: min(100cqi, 100cqb * 1.88);
    margin: 0;
  }
  .ends {
    display: none;
  }
}
@media print {
  :host,
  .dial {
    contain: layout;
  }
  .dial {
    container-type: size;
  }
}
@media (prefers-reduced-motion: no-preference) {
  .fill,
  .needle {
    transition:
      stroke-dasharray 0.6s,
      stroke-dashoffset 0.6s,
      stroke 0.3s;
  }
}
@media (forced-colors: active) {
  .arc .edge,
  .arc .needle,
  .arc .band {
    stroke: CanvasText;
  }
  .arc .track {
    stroke: Canvas;
  }
  .arc .fill {
    stroke: Highlight;
  }
}
`;
