import { css } from 'lit';

/** Typography: line length, spacing, and headings by their level in the body, not by that on the page. */
export const markdown = css`
:host {
  contain: layout paint;
}
.scroll {
  font-size: clamp(0.75rem, 5.5cqmin, 1.375rem);
  line-height: 1.5;
}
.scroll > * {
  max-inline-size: 70ch;
  margin-block: 0 0.7em;
}
.scroll > :last-child {
  margin-block-end: 0;
}
.plain {
  white-space: pre-line;
}
:is(h1, h2, h3, h4, h5, h6) {
  margin-block: 1.1em 0.35em;
  font-size: 1em;
  font-weight: 650;
  line-height: 1.25;
  text-wrap: balance;
}
.scroll > :first-child {
  margin-block-start: 0;
}
.h1 {
  font-size: 1.6em;
  letter-spacing: -0.01em;
}
.h2 {
  font-size: 1.3em;
}
.h3 {
  font-size: 1.12em;
}
:is(ul, ol) {
  padding-inline-start: 1.5em;
}
li {
  margin-block: 0.15em;
}
li:is(:has(> .box), :has(> p > .box)) {
  list-style: none;
  margin-inline-start: -1.5em;
}
.box {
  display: inline-block;
  inline-size: 1.25em;
  color: var(--_accent);
}
blockquote {
  padding-inline-start: 0.9em;
  border-inline-start: 3px solid var(--_line);
  color: var(--_muted);
}
code,
pre {
  font-family: var(--bc-font-mono, ui-monospace, monospace);
  font-size: 0.92em;
  background: var(--_sunken);
  border-radius: 0.3em;
}
code {
  padding: 0.1em 0.3em;
}
pre {
  padding: 0.6em 0.8em;
  white-space: pre-wrap;
  direction: ltr;
  text-align: left;
}
pre code {
  padding: 0;
  background: none;
}
table {
  border-collapse: collapse;
  font-variant-numeric: tabular-nums;
}
:is(td, th) {
  padding-block: 0.3em;
  padding-inline: 0 1em;
  text-align: start;
  border-block-end: 1px solid var(--_line);
  overflow-wrap: normal;
}
:is(td, th):last-child {
  padding-inline-end: 0;
}
th {
  color: var(--_muted);
  font-weight: 500;
}
:is(td, th).right {
  text-align: right;
}
:is(td, th).center {
  text-align: center;
}
:is(td, th).left {
  text-align: left;
}
img,
video {
  max-inline-size: 100%;
  block-size: auto;
  vertical-align: middle;
}
hr {
  border: 0;
  border-block-start: 1px solid var(--_line);
  margin-block: 1em;
}
a {
  color: var(--_accent);
}
a:focus-visible {
  outline: 2px solid var(--_accent);
  outline-offset: 1px;
  border-radius: 0.2em;
}
@container (block-size < 8rem) {
  .scroll > * {
    margin-block-end: 0.35em;
  }
}
`;
