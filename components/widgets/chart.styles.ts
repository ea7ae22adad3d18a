import { css, isServer } from 'lit';

/** The skeleton has the shape of the chart type. */
const skeleton = css`
.skeleton {
  mask: repeating-linear-gradient(90deg, #000 0 12%, #0000 0 22%);
  clip-path: polygon(0 60%, 22% 60%, 22% 40%, 66% 40%, 66% 20%, 88% 20%, 88% 0, 100% 0, 100% 100%, 0 100%);
}
.horizontal {
  mask: repeating-linear-gradient(#000 0 12%, #0000 0 22%);
  clip-path: polygon(
    0 0, 66% 0, 66% 20%, 100% 20%, 100% 40%, 60% 40%,
    60% 60%, 40% 60%, 40% 80%, 20% 80%, 20% 100%, 0 100%
  );
}
.area,
.line {
  mask: none;
  clip-path: polygon(0 66%, 40% 40%, 60% 60%, 100% 10%, 100% 100%, 0 100%);
}
.line {
  clip-path: polygon(0 66%, 40% 40%, 60% 60%, 100% 10%, 100% 14%, 60% 64%, 40% 44%, 0 70%);
}
.scatter,
.pie,
.doughnut {
  mask:
    radial-gradient(circle at 8% 82%, #000 5px, #0000 6px),
    radial-gradient(circle at 52% 38%, #000 5px, #0000 6px),
    radial-gradient(circle at 66% 52%, #000 5px, #0000 6px),
    radial-gradient(circle at 94% 32%, #000 5px, #0000 6px);
  clip-path: none;
}
.pie {
  mask: radial-gradient(closest-side circle, #000 97%, #0000);
}
.doughnut {
  mask: radial-gradient(closest-side circle, #0000 61%, #000 63% 97%, #0000);
}
:host(:dir(rtl)) .skeleton {
  transform: scaleX(-1);
}
`;

/** The plot and its legend, which is beside a pie if there is room. `sr` is for screen readers only. */
const drawn = css`
/* A finger scrolls up and down, and reads along. Where the page has made heights automatic, the least of a view is left. */
figure {
  block-size: 100%;
  min-block-size: 1.5rem;
  touch-action: pan-y pinch-zoom;
  display: flex;
  flex-direction: column;
  gap: 0.4rem;
}
ul {
  display: flex;
  flex-wrap: wrap;
  gap: 0 0.9em;
  max-block-size: 2.9em;
  overflow: hidden;
  padding: 0;
  list-style: none;
  font-size: 0.75rem;
}
li {
  display: flex;
  align-items: center;
  gap: 0.4em;
  min-inline-size: 0;
  max-inline-size: 100%;
}
li bdi {
  overflow: hidden;
  text-overflow: ellipsis;
  white-space: nowrap;
}
li i {
  flex: none;
  inline-size: 0.7em;
  block-size: 0.7em;
  border-radius: 0.15em;
  background: currentColor;
}
@container (block-size < 8rem) {
  ul {
    max-block-size: 1.45em;
  }
  ul:where(:not(:has(li:nth-child(5)))) {
    flex-wrap: nowrap;
  }
}
@container (block-size < 5.5rem) or (inline-size < 9rem) {
  ul {
    display: none;
  }
}
@container (aspect-ratio > 1.5) and (inline-size > 11rem) {
  .round {
    contain: layout;
    flex-flow: row;
    justify-content: end;
    align-items: center;
  }
  .round .plot {
    position: absolute;
    inset: 0;
  }
  .plot:is(:hover,:focus) canvas {
    z-index: 1;
  }
  .round ul {
    position: relative;
    display: block;
    columns: 1;
    column-fill: auto;
    max-block-size: 100%;
    max-inline-size: 40%;
  }
}
.sr {
  position: absolute;
  inline-size: 1px;
  block-size: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}
ul, .muted {
  color: var(--_muted);
}
.line {
  color: var(--_line);
}
`;

/** The table that the server renders, for pages without script. */
const plain = isServer
  ? css`
.plain {
  block-size: 100%;
  overflow: auto;
}
table {
  inline-size: 100%;
  border-collapse: collapse;
  font-size: 0.8125rem;
}
th,
td {
  padding: 0.25em 0.5em 0.25em 0;
  text-align: end;
  border-block-end: 1px solid var(--_line);
}
th:first-child {
  text-align: start;
}
th {
  font-weight: 500;
  color: var(--_muted);
}
`
  : [];

export const chart = [skeleton, drawn, plain];
