import { css } from 'lit';

/** A board, in 12 columns. */
export const board = css`
:host {
  display: block;
  container-type: inline-size;
}
.board {
  padding: var(--bc-board-padding, 1rem);
  border-radius: var(--_radius);
}
/* A fixed place for the age: its text changes while the board is read. */
header {
  display: flex;
  align-items: baseline;
  gap: 0 1rem;
  margin-block-end: 0.75rem;
}
[part='name'] {
  min-inline-size: 0;
  overflow-wrap: anywhere;
  font-size: 1.25rem;
  font-weight: 650;
}
bc-age {
  flex: 1 0 17em;
  overflow: hidden;
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
  align-self: start;
  display: grid;
  place-content: center;
  flex: none;
  inline-size: 1.4em;
  block-size: 1.4em;
  padding: 0;
  font-size: 1.25rem;
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
svg {
  inline-size: 0.7em;
  fill: currentColor;
}
label {
  display: inline-flex;
  align-items: center;
  gap: 0.5em;
  max-inline-size: 100%;
  min-block-size: 2.5em;
}
bdi {
  min-inline-size: 0;
  overflow-wrap: anywhere;
}
[type='checkbox'] {
  inline-size: 1.4em;
  block-size: 1.4em;
  font-size: inherit;
  margin: 0;
  accent-color: var(--_accent);
}
select,
input:not([type='checkbox']) {
  box-sizing: border-box;
  block-size: 2.5em;
  max-inline-size: 15em;
  min-inline-size: min(40%, 7.5em);
  padding: 0 0.6em;
  text-overflow: ellipsis;
  font: inherit;
  color: var(--_ink);
  background: var(--_surface);
  border: 1px solid var(--_muted);
  border-radius: 0.4rem;
}
[type='number'] {
  inline-size: 7.5em;
}
/* Two rings, so that one of them is visible on any background. */
:focus-visible {
  outline: 2px solid var(--_accent);
  outline-offset: 1px;
  box-shadow: 0 0 0 5px var(--_surface);
}
[part='parameters'] p {
  margin: 0;
}
[part='tabs'] {
  display: flex;
  overflow-x: auto;
  scrollbar-width: thin;
  gap: 0.25rem;
  margin: -5px -5px calc(0.75rem - 5px);
  padding: 5px;
  animation: fade linear;
  animation-timeline: scroll(self inline);
}
/* Overflowing tabs fade out at the edges; the animation only runs if there is something to scroll. */
@keyframes fade {
  from,
  to {
    mask: linear-gradient(90deg, #0000, #000 2rem calc(100% - 2rem), #0000) no-repeat 0 0 / calc(100% + 2rem) 100%;
  }
  from {
    mask-position: var(--_first, -2rem) 0;
  }
  to {
    mask-position: var(--_last, 0) 0;
  }
}
:host(:dir(rtl)) [part='tabs'] {
  --_first: 0;
  --_last: -2rem;
}
[part='tab'] {
  flex: none;
  padding: 0.4rem 0.9rem;
  font: inherit;
  font-size: 0.875rem;
  color: inherit;
  background: none;
  border: 1px solid transparent;
  border-radius: 0.5rem;
  cursor: pointer;
}
[part='tab']:hover {
  border-color: currentColor;
}
[part='tab'][aria-selected='true'] {
  color: var(--_ink);
  background: linear-gradient(var(--_accent) 0 0) 50% 100% / calc(100% - 1.8rem) 2px no-repeat var(--_surface);
  border-color: var(--_line);
  font-weight: 600;
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
  --place-area: var(--place-y) / var(--place-x) / span var(--place-h) / span var(--place-w);
  grid-area: var(--place-area);
  min-inline-size: 0;
  border-radius: var(--_radius);
}
@media screen {
  .grid[data-large] > .cell {
    content-visibility: auto;
    contain-intrinsic-size: auto 20rem auto 10rem;
  }
}
.cell:empty {
  background: color-mix(in srgb, var(--_surface) 60%, transparent);
}
bc-widget {
  block-size: 100%;
}
@media (forced-colors: active) {
  [part='tab'][aria-selected='true'] {
    forced-color-adjust: none;
    color: HighlightText;
    background: Highlight;
  }
}
@media print {
  .board {
    padding: 0;
    background: none !important;
    color: #000 !important;
  }
  [part='tab']:not([aria-selected='true']) {
    display: none;
  }
  [part='tab'][aria-selected='true'] {
    padding: 0;
    color: inherit;
    background: none;
    border: 0;
  }
  .grid {
    grid-auto-rows: auto;
  }
  /* Widgets become the grid items, so that a row can grow with one that continues on the next sheet. */
  .cell {
    display: contents;
  }
  bc-widget {
    grid-area: var(--place-area);
    align-self: start;
    min-inline-size: 0;
    block-size: auto;
    min-block-size: calc(var(--place-h) * (var(--bc-row-height, 5rem) + var(--bc-gap, 0.75rem)) - var(--bc-gap, 0.75rem));
  }
}
`;
