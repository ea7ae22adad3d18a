import { css } from 'lit';

/** Styles of the table alone: fixed column widths, sort buttons, bars, pages. */
export const table = css`
.table {
  block-size: 100%;
  display: flex;
  flex-direction: column;
}
.edges {
  flex: 1;
}
table {
  table-layout: fixed;
}
tr[data-rows] {
  visibility: hidden;
}
tbody tr[data-rows] > * {
  border: 0;
  padding: 0;
}
tbody tr:hover > * {
  background: var(--_sunken);
}
tbody th {
  position: sticky;
  inset-inline-start: 0;
  z-index: 1;
  background: var(--_surface);
  font-weight: 500;
}
thead th:first-child {
  inset-inline-start: 0;
  z-index: 3;
}
thead th {
  padding-block: 0;
}
[data-align='end'] + [data-align='start'] {
  padding-inline-start: 1.6em;
}
thead [data-align='end'] + [data-align='start'] {
  padding-inline-start: calc(1.6em / 0.9);
}
thead div {
  padding-block: 0.4em;
}
button {
  max-inline-size: 100%;
  padding: 0.4em 0;
  border: 0;
  background: none;
  color: inherit;
  font: inherit;
  text-align: inherit;
  cursor: pointer;
  display: inline-flex;
  gap: 0.3em;
  align-items: baseline;
}
[data-align='end'] button {
  flex-direction: row-reverse;
}
button i {
  flex: none;
  font-style: normal;
  opacity: 0;
}
button:hover i,
button:focus-visible i,
[aria-sort='ascending'] i,
[aria-sort='descending'] i {
  opacity: 1;
}
[aria-sort='ascending'],
[aria-sort='descending'] {
  color: var(--_ink);
}
.bar {
  position: relative;
  display: block;
  padding-inline: 0.4em;
}
.bar svg {
  position: absolute;
  inset: -0.05em 0;
  inline-size: 100%;
  block-size: calc(100% + 0.1em);
  forced-color-adjust: none;
}
.bar rect {
  fill: var(--_accent);
  opacity: 0.22;
}
.bar .text {
  position: relative;
}
:host(:dir(rtl)) .bar svg {
  transform: scaleX(-1);
}
.pager {
  flex: none;
  display: flex;
  align-items: center;
  gap: 0.25rem;
  padding-block-start: 0.25rem;
  font-size: 0.75rem;
  color: var(--_muted);
  font-variant-numeric: tabular-nums;
}
.pager span {
  min-inline-size: 0;
  overflow: hidden;
  text-overflow: ellipsis;
  white-space: nowrap;
}
.pager button {
  justify-content: center;
  min-inline-size: 1.75rem;
  min-block-size: 1.5rem;
  padding: 0;
  border-radius: 0.375rem;
  color: var(--_ink);
  font-size: 1rem;
  line-height: 1;
  align-items: center;
}
.pager button:hover {
  background: var(--_sunken);
}
.pager [aria-disabled] {
  color: var(--_muted);
  opacity: 0.5;
  cursor: default;
}
@container (inline-size < 14rem) {
  tbody th,
  thead th:first-child {
    position: static;
  }
  thead th:first-child {
    position: sticky;
    inset-inline-start: auto;
  }
}
@container (block-size < 6.5rem) {
  .pager {
    padding: 0;
    font-size: 0.6875rem;
  }
  .pager button {
    min-block-size: 1.125rem;
  }
}
@container (block-size < 3.25rem) {
  thead {
    display: none;
  }
}
@container (block-size < 4.5rem) {
  .pager {
    display: none;
  }
}
@media print {
  .table {
    display: block;
  }
  .table,
  .edges {
    block-size: auto;
  }
  tbody th {
    position: static;
    background: none;
  }
  thead th {
    padding-block: 0.4em;
  }
  /* Browsers leave buttons out of heads that repeat on the next sheet: print their content only. */
  thead button {
    display: contents;
  }
  table + table {
    margin-block-start: 0.75rem;
  }
  .pager button,
  [aria-sort='none'] i {
    display: none;
  }
}
@media (forced-colors: active) {
  .bar rect {
    fill: Highlight;
    opacity: 0.4;
  }
}
`;
