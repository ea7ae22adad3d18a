import { css } from 'lit';

/** Markup that stays in its card, or a sandbox as large as that. */
export const markup = css`
:host {
  contain: layout paint;
}
.plain {
  white-space: pre-line;
}
@media print {
  iframe {
    min-block-size: 8rem;
  }
}
iframe {
  display: block;
  border: 0;
  inline-size: 100%;
  block-size: 99%;
}
.scroll {
  font-size: clamp(0.75rem, 6cqmin, 1rem);
}
.scroll * {
  margin: revert;
  max-inline-size: 100%;
}
.scroll > :first-child {
  margin-block-start: 0;
}
.scroll > :last-child {
  margin-block-end: 0;
}
img,
video,
svg,
canvas {
  block-size: auto;
}
a {
  color: var(--_accent);
}
table {
  border-collapse: collapse;
}
td,
th {
  text-align: start;
  padding-block: 0.25em;
  padding-inline: 0 0.75em;
  border-block-end: 1px solid var(--_line);
  overflow-wrap: normal;
}
`;
