import { css } from 'lit';

/** 12 columns where there is room for them, 6 on a tablet, 1 on a phone: by the board's own width. */
export const board = css`
:host {
  display: block;
  container-type: inline-size;
}
.board {
  padding: var(--bc-board-padding, 1rem);
  border-radius: var(--_radius);
}
/* The age takes the same place however long its words grow: they change while one reads. */
header {
  display: flex;
  align-items: baseline;
  gap: 0 1rem;
  margin-block-end: 0.75rem;
}
[part='name'] {
  flex: 1;
  min-inline-size: 0;
  overflow-wrap: anywhere;
  font-size: 1.25rem;
  font-weight: 650;
}
bc-age {
  flex: 0 0 14rem;
  overflow: hidden;
  text-align: end;
  text-overflow: ellipsis;
  white-space: nowrap;
  font-size: 0.8125rem;
  opacity: 0.85;
}
[part='empty'] {
  margin: 0;
  padding: 3rem 1rem;
  text-align: center;
  opacity: 0.85;
}
[part='rotation'] {
  min-inline-size: 1.75rem;
  min-block-size: 1.75rem;
  font: inherit;
  font-size: 0.75rem;
  color: inherit;
  background: none;
  border: 1px solid currentColor;
  border-radius: 0.5rem;
  cursor: pointer;
}
[part='parameters'] {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 0.5rem 1rem;
  margin-block-end: 0.75rem;
  font-size: 0.8125rem;
}
label {
  display: inline-flex;
  align-items: center;
  gap: 0.4rem;
  min-inline-size: 0;
}
select,
input:not([type='checkbox']) {
  max-inline-size: 12rem;
  padding: 0.3rem 0.5rem;
  font: inherit;
  color: var(--_ink);
  background: var(--_surface);
  border: 1px solid var(--_muted);
  border-radius: 0.4rem;
}
select:focus-visible,
input:focus-visible {
  outline: 2px solid currentColor;
  outline-offset: 1px;
}
[part='parameters'] p {
  margin: 0;
}
[part='tabs'] {
  display: flex;
  overflow-x: auto;
  gap: 0.25rem;
  margin-block-end: 0.75rem;
  padding: 3px;
}
[part='tab'] {
  flex: none;
  padding: 0.4rem 0.9rem;
  font: inherit;
  font-size: 0.875rem;
  color: inherit;
  background: none;
  border: 0;
  border-radius: 0.5rem;
  cursor: pointer;
}
[part='tab'][aria-selected='true'] {
  color: var(--_ink);
  background: var(--_surface);
  font-weight: 600;
}
[part='tab']:focus-visible,
[part='rotation']:focus-visible {
  outline: 2px solid currentColor;
  outline-offset: 1px;
}
.grid {
  display: grid;
  grid-template-columns: repeat(12, minmax(0, 1fr));
  grid-auto-rows: var(--bc-row-height, 5rem);
  gap: var(--bc-gap, 0.75rem);
}
.grid + .grid {
  margin-block-start: 2rem;
}
.cell {
  grid-area: var(--y) / var(--x) / span var(--h) / span var(--w);
  min-inline-size: 0;
  content-visibility: auto;
  contain-intrinsic-size: auto 20rem auto 10rem;
  border-radius: var(--_radius);
}
.cell:empty {
  background: color-mix(in srgb, var(--_surface) 60%, transparent);
}
bc-widget {
  block-size: 100%;
}
@container (inline-size < 56rem) {
  .grid {
    grid-template-columns: repeat(6, minmax(0, 1fr));
  }
  .cell {
    grid-area: auto / auto / span var(--h) / span var(--n);
  }
}
@container (inline-size < 32rem) {
  header {
    flex-wrap: wrap;
  }
  bc-age {
    order: 1;
    flex: 1 1 100%;
    min-block-size: 1.4em;
    text-align: start;
  }
  .grid {
    grid-template-columns: minmax(0, 1fr);
  }
  .cell {
    grid-area: auto / auto / span var(--h) / auto;
  }
}
/* On a wall: the page's rows share the height of the screen, and scroll where they would become too flat. */
:host([kiosk]) {
  position: fixed;
  inset: 0;
  z-index: 2147483000;
}
:host([kiosk]) .board {
  display: flex;
  flex-direction: column;
  box-sizing: border-box;
  block-size: 100%;
  overflow: auto;
  border-radius: 0;
}
:host([kiosk]) header {
  flex: none;
}
@container (inline-size >= 56rem) {
  :host([kiosk]) .grid {
    flex: 1;
    min-block-size: 0;
    grid-template-rows: repeat(var(--rows), minmax(3rem, 1fr));
  }
}
@media print {
  .board {
    padding: 0;
    background: none !important;
    color: #000 !important;
  }
  .grid {
    grid-auto-rows: minmax(var(--bc-row-height, 5rem), auto);
  }
  .cell {
    break-inside: avoid;
    content-visibility: visible;
  }
  bc-widget {
    block-size: auto;
    min-block-size: 100%;
  }
}
`;
