import { css, unsafeCSS } from 'lit';
import { LABELS, LARGEST, SMALLEST, sizeOf } from './heatmap-grid.ts';

/** Height in rem of column labels and legend below the rows; a low widget has neither. */
const below = (size: number) => (size < 4.7 ? 0 : 2.6);

/** Rules that show labels and values only if there is room; see `gradeOf`. */
const byRoom = Array.from({ length: LARGEST - SMALLEST }, (_, index) => {
  const grade = SMALLEST + 1 + index;
  const size = sizeOf(grade) / 16;
  const rem = (value: number) => `${value.toFixed(2)}rem`;
  return (
    `@container(inline-size<${rem(size)}){.x [data-d="${grade}"],.rows[data-w="${grade}"]{visibility:hidden;inline-size:0}.x [data-all="${grade}"]>*{justify-self:start;max-inline-size:var(--l)}}` +
    `@container(block-size<${rem(size)}){.rows[data-h="${grade}"]{visibility:hidden}}` +
    `@container(block-size<${rem(size + below(size))}){.y [data-d="${grade}"]{visibility:hidden;block-size:0}.y[data-all="${grade}"]>*{align-self:start}}`
  );
}).join('');

const byWidth = LABELS.map((width) => `[data-each="${width}"]{--l:min(${width / 16}rem,100cqi)}`).join('');

export const heatmapStyles = [
  css`
:host {
  font-variant-numeric: tabular-nums;
}
.plot[tabindex] {
  cursor: pointer;
}
.plot:focus-visible {
  outline: none;
}
.plot:focus-visible::after {
  content: '';
  position: absolute;
  inset: 0;
  border: 2px solid var(--_ink);
  outline: 2px solid var(--_surface);
  outline-offset: -4px;
  pointer-events: none;
}
.plot .cursor {
  fill: none;
  stroke: var(--_ink);
  stroke-width: 3;
}
.plot .halo {
  stroke: var(--_surface);
  stroke-width: 7;
}
figure {
  block-size: 100%;
  display: grid;
  grid-template: 'y plot' minmax(0, 1fr) '. x' auto 'legend legend' auto / fit-content(30%) minmax(0, 1fr);
  gap: 0.25rem 0.4rem;
  font-size: clamp(0.6875rem, 1.6cqmin, 1.125rem);
  line-height: 1.3;
  color: var(--_muted);
}
.plot {
  grid-area: plot;
  position: relative;
  forced-color-adjust: none;
  min-inline-size: 0;
}
.plot > svg {
  display: block;
  inline-size: 100%;
  block-size: 100%;
  overflow: visible;
}
:host(:dir(rtl)) :is(.plot > svg, .scale) {
  transform: scaleX(-1);
}
.plot path {
  stroke: var(--_surface);
  vector-effect: non-scaling-stroke;
  stroke-width: 1;
}
[data-gap='2'] path {
  stroke-width: 2;
}
[data-gap='0'] path {
  stroke: none;
  shape-rendering: crispEdges;
}
.plot .none,
.legend .none {
  fill: var(--_sunken);
}
.plot .strokes,
.legend .strokes {
  fill: none;
  stroke: var(--_muted);
  stroke-width: 1;
  opacity: 0.5;
}
[data-gap='0'] .strokes {
  display: none;
}
.cells {
  position: absolute;
  inset: 0;
  container-type: size;
  font-size: clamp(0.6875rem, 2.4cqmin, 1.5rem);
  line-height: 1;
}
@media print {
  .cells {
    contain: layout;
  }
}
.rows {
  block-size: 100%;
  display: flex;
  flex-direction: column;
}
.rows > div {
  flex: 1 1 0;
  display: flex;
  align-items: center;
  min-block-size: 0;
}
.rows span {
  flex: 1 1 0;
  min-inline-size: 0;
  text-align: center;
  white-space: nowrap;
}
[data-ink='00'] {
  color: #000;
}
[data-ink='11'] {
  color: #fff;
}
[data-ink='01'] {
  color: light-dark(#000, #fff);
}
[data-ink='10'] {
  color: light-dark(#fff, #000);
}
.y {
  grid-area: y;
  min-inline-size: 0;
  display: grid;
  grid-auto-rows: minmax(0, 1fr);
  text-align: right;
}
:host(:dir(rtl)) .y {
  text-align: left;
}
.y > * {
  min-inline-size: 0;
}
.x {
  grid-area: x;
  container-type: inline-size;
  min-inline-size: 0;
}
.x > div {
  display: grid;
  grid-auto-flow: column;
  grid-auto-columns: minmax(0, 1fr);
}
.x [data-d] {
  justify-self: center;
  max-inline-size: 100%;
}
[data-d] {
  overflow: hidden;
  text-overflow: ellipsis;
  white-space: nowrap;
  line-height: 1.3;
}
.y [data-d] {
  align-self: center;
}
.legend {
  grid-area: legend;
  display: flex;
  justify-content: flex-end;
  align-items: center;
  gap: 0.4rem;
  min-inline-size: 0;
  white-space: nowrap;
}
.legend > * {
  min-inline-size: 0;
  overflow: hidden;
  text-overflow: ellipsis;
}
.legend svg {
  flex: none;
  block-size: 0.6em;
}
.scale {
  inline-size: min(10rem, 30cqi);
}
.swatch {
  inline-size: 1em;
  margin-inline-start: 0.6em;
}
.skeleton {
  background: repeating-linear-gradient(90deg, var(--_sunken) 0 calc(12.5% - 3.5px), #0000 0 calc(12.5% + 0.5px));
  mask: repeating-linear-gradient(#000 0 calc(20% - 3.2px), #0000 0 calc(20% + 0.8px));
}
@container (block-size < 10rem) or (inline-size < 14rem) {
  .legend:not([data-shown]) {
    display: none;
  }
}
@container (block-size < 7rem) {
  .legend[data-shown] {
    display: none;
  }
}
@container (block-size < 6rem) {
  .x {
    display: none;
  }
}
@container (inline-size < 10rem) {
  .y {
    display: none;
  }
  figure {
    column-gap: 0;
  }
}
@container (inline-size < 14rem) or (block-size < 6rem) {
  .plot[data-gap] path {
    stroke-width: 1;
  }
  .plot[data-gap='1'] path:not(.strokes) {
    stroke: none;
  }
}
`,
  unsafeCSS(byWidth + byRoom),
];
