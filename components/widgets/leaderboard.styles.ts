import { css } from 'lit';

/** Styles of the leaderboard alone: ranks, arrows and lights. */
export const leaderboard = css`
table {
  font-size: clamp(0.6875rem, 5cqmin, 1.75rem);
}
thead th {
  max-inline-size: 7em;
  overflow: hidden;
  white-space: nowrap;
}
thead .text {
  display: inline-block;
  max-inline-size: 100%;
  vertical-align: bottom;
}
thead .mark + .text {
  max-inline-size: calc(100% - 0.9em);
}
thead .mark[hidden] + .text {
  max-inline-size: 100%;
}
.untitled thead th {
  padding: 0;
  border: 0;
  font-size: 0;
}
[part='rank'],
[part='status'] {
  padding-inline-end: 0.1em;
}
[part='rank'] {
  inline-size: 1%;
  color: var(--_muted);
}
[part='status'],
[part='trend'] {
  inline-size: 1%;
  text-align: center;
}
th.name {
  position: sticky;
  inset-inline-start: 0;
  z-index: 1;
  inline-size: 100%;
  min-inline-size: 5.5em;
  max-inline-size: 0;
  background: var(--_surface);
}
thead th.name {
  z-index: 3;
}
tbody th.name {
  font-weight: 500;
}
tbody tr:first-child > :is(.name, [part='rank']) {
  font-weight: 700;
}
[part='value'] {
  max-inline-size: 9em;
}
[part='value']:not([part='value'] ~ [part='value']) {
  font-weight: 600;
}
.mark {
  display: inline-block;
  inline-size: 0.6em;
  block-size: 0.6em;
  margin-inline-end: 0.35em;
  border-radius: 0.15em;
  forced-color-adjust: none;
}
.mark[hidden] {
  display: none;
}
svg {
  display: inline-block;
  inline-size: 0.75em;
  block-size: 0.75em;
  fill: currentColor;
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
[data-level='flat'] {
  color: var(--_muted);
}
[part='trend'] {
  font-size: 0.9em;
}
/* A single value may be long: the names leave it room. */
@container (inline-size >= 11rem) {
  tr:not(:has([part='value'] ~ [part='value'])) > [part='value'] {
    max-inline-size: 60cqi;
  }
}
@container (inline-size < 11rem) {
  [part='rank'],
  thead th:first-child {
    display: none;
  }
  [part='status'] {
    padding-inline: 0;
  }
  .untitled th.name,
  th.name:nth-child(2) {
    padding-inline-start: 0;
  }
  th.name {
    min-inline-size: 3.5em;
  }
  [part='value'] {
    max-inline-size: 4.7em;
  }
  [data-align] + [data-align] {
    display: none;
  }
}
@container (block-size >= 8rem) {
  thead th {
    vertical-align: bottom;
  }
  /* Its words may stand below each other, but not below its mark: the column would leave that no room. */
  thead .text {
    display: -webkit-inline-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    white-space: normal;
    overflow-wrap: normal;
  }
}
@container (block-size < 4rem) {
  thead th {
    padding: 0;
    border: 0;
    font-size: 0;
  }
}
@media print {
  table {
    font-size: 0.75rem;
  }
  [part='rank'] {
    white-space: nowrap;
  }
  th.name {
    position: static;
    inline-size: auto;
    max-inline-size: none;
    background: none;
  }
  [part='value'] {
    max-inline-size: min(9em, 25cqi);
  }
  :is([part='value'], thead) .text {
    overflow-wrap: break-word;
  }
}
`;
