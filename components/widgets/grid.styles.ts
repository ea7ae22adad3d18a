import { css } from 'lit';

/** Styles of all tables: rows, a sticky head, and shaded edges where there is more to either side. */
export const grid = css`
:host {
  isolation: isolate;
}
.edges {
  --shade: color-mix(in srgb, var(--_ink) 16%, transparent);
  position: relative;
  block-size: 100%;
  min-block-size: 0;
}
.edges::before,
.edges::after {
  content: '';
  position: absolute;
  z-index: 3;
  inset-block: 0;
  inline-size: 0.75rem;
  pointer-events: none;
  opacity: 0;
  transition: opacity 0.15s;
}
.edges::before {
  inset-inline-start: 0;
  border-inline-start: 1px solid var(--_line);
}
.edges::after {
  inset-inline-end: 0;
  border-inline-end: 1px solid var(--_line);
}
.edges::before,
:host(:dir(rtl)) .edges::after {
  background: linear-gradient(to right, var(--shade), transparent);
}
.edges::after,
:host(:dir(rtl)) .edges::before {
  background: linear-gradient(to left, var(--shade), transparent);
}
.edges[before]::before,
.edges[after]::after {
  opacity: 1;
}
.scroll {
  position: relative;
}
table {
  inline-size: 100%;
  border-collapse: separate;
  border-spacing: 0;
  font-size: clamp(0.6875rem, min(5.6cqmin, 2.7cqi), min(0.9375rem + 0.4cqmin, 1.25rem));
  line-height: 1.35;
  font-variant-numeric: tabular-nums;
}
th,
td {
  padding: 0.4em 0.6em;
  font-weight: 400;
  text-align: left;
  border-block-end: 1px solid var(--_line);
}
th:first-child,
td:first-child {
  padding-inline-start: 0;
}
th:last-child,
td:last-child {
  padding-inline-end: 0.15em;
}
tbody tr:last-child > * {
  border-block-end-color: transparent;
}
thead th {
  position: sticky;
  inset-block-start: 0;
  z-index: 2;
  background: var(--_surface);
  color: var(--_muted);
  font-size: 0.9em;
  font-weight: 500;
}
.text {
  overflow: hidden;
  text-overflow: ellipsis;
  white-space: nowrap;
}
[data-align='end'],
:host(:dir(rtl)) :is(th, td) {
  text-align: right;
}
:host(:dir(rtl)) [data-align='end'] {
  text-align: left;
}
[data-align='center'][data-align] {
  text-align: center;
}
.sr {
  position: absolute;
  inline-size: 1px;
  block-size: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}
a {
  color: var(--_accent);
}
a:focus-visible,
button:focus-visible {
  outline: 2px solid var(--_accent);
  outline-offset: -2px;
  border-radius: 0.2em;
}
@container (block-size < 8rem) {
  th,
  td {
    padding-block: 0.15em;
  }
}
@media (prefers-reduced-motion: reduce) {
  .edges::before,
  .edges::after {
    transition: none;
  }
}
@media print {
  tr {
    break-inside: avoid;
  }
  thead th {
    position: static;
  }
  table {
    font-size: 0.6875rem;
  }
  .text {
    white-space: normal;
    overflow-wrap: anywhere;
  }
  .edges::before,
  .edges::after {
    display: none;
  }
}
`;
