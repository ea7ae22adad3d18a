import { css } from 'lit';

/** Columns: a rail with a dot or image for every entry, as wide as the widest; its text; its time. */
export const timeline = css`
ol {
  --lead: 0.7em;
  padding: 0;
  list-style: none;
  font-size: clamp(0.6875rem, min(5.9cqmin, 0.5rem + 2.6cqmin), 1.5rem);
  line-height: 1.35;
}
ol:has(.dot:not(:empty)) {
  --lead: 1.35em;
}
ol:has(img) {
  --lead: 2em;
}
li {
  position: relative;
  display: grid;
  grid-template-columns: var(--lead) minmax(0, 1fr) auto;
  gap: 0 0.7em;
  padding-block-end: 0.9em;
}
li::before {
  content: '';
  position: absolute;
  inset-block: 1.4em -0.1em;
  inset-inline-start: calc(var(--lead) / 2 - 0.5px);
  border-inline-start: 1px solid var(--_line);
}
li:last-child::before {
  display: none;
}
img,
.dot {
  position: relative;
  justify-self: center;
}
img {
  inline-size: 2em;
  block-size: 2em;
  border-radius: 0.4em;
  object-fit: cover;
  background: var(--_sunken);
}
.dot {
  display: grid;
  place-items: center;
  inline-size: 0.7em;
  block-size: 0.7em;
  margin-block-start: 0.35em;
  border-radius: 50%;
  background: var(--_muted);
  color: var(--_surface);
  font-style: normal;
  font-weight: 700;
  line-height: 1;
  forced-color-adjust: none;
}
.dot:not(:empty) {
  inline-size: 1.35em;
  block-size: 1.35em;
  margin-block-start: 0;
}
.dot[data-level='good'] {
  background: var(--_good);
}
.dot[data-level='warn'] {
  background: var(--_warn);
}
.dot[data-level='bad'] {
  background: var(--_bad);
}
.dot[data-level='info'] {
  background: var(--_accent);
}
.words {
  min-inline-size: 0;
}
[part='title'],
[part='content'] {
  overflow: hidden;
  text-overflow: ellipsis;
  text-align: left;
}
:host(:dir(rtl)) :is([part='title'], [part='content']) {
  text-align: right;
}
[part='title'] {
  font-weight: 600;
  white-space: nowrap;
}
[part='content'] {
  display: -webkit-box;
  -webkit-box-orient: vertical;
  -webkit-line-clamp: 3;
  color: var(--_muted);
}
time {
  color: var(--_muted);
  font-size: 0.85em;
  line-height: 1.6;
  white-space: nowrap;
  font-variant-numeric: tabular-nums;
}
/* A box of its own, with all of its focus ring, however long the title is. */
a {
  display: inline-block;
  max-inline-size: 100%;
  overflow: hidden;
  text-overflow: ellipsis;
  vertical-align: top;
  color: inherit;
  text-decoration-color: var(--_muted);
  text-underline-offset: 0.15em;
}
a:hover {
  color: var(--_accent);
}
a:focus-visible {
  outline: 2px solid var(--_accent);
  outline-offset: -2px;
  border-radius: 0.2em;
}
@container (inline-size < 18rem) {
  li {
    grid-template-columns: var(--lead) minmax(0, 1fr);
  }
  time {
    grid-column: 2;
  }
}
@container (inline-size < 11rem) {
  li {
    grid-template-columns: minmax(0, 1fr);
  }
  li::before,
  img,
  .dot {
    display: none;
  }
  time {
    grid-column: 1;
  }
}
@container (block-size < 8rem) {
  li {
    padding-block-end: 0.5em;
  }
  [part='content'] {
    -webkit-line-clamp: 1;
  }
}
@container (block-size < 4rem) {
  [part='content'] {
    display: none;
  }
}
@media print {
  ol {
    font-size: 0.8125rem;
  }
  li {
    break-inside: avoid;
  }
  [part='title'] {
    white-space: normal;
  }
  [part='content'] {
    display: block;
  }
}
@media (forced-colors: active) {
  .dot {
    background: CanvasText;
    color: Canvas;
  }
}
`;
