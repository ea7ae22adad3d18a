import { css } from 'lit';

/** A row for each stage; in narrow cards, its name and figure are above its bar. */
export const funnel = css`
:host {
  font-variant-numeric: tabular-nums;
}
.scroll {
  display: flex;
  flex-direction: column;
  padding: 0;
  list-style: none;
  font-size: clamp(0.75rem, min(3.4cqi, 5cqb), 1.75rem);
  line-height: 1.25;
}
li {
  position: relative;
  flex: 1 1 0;
  min-block-size: 3.2em;
  max-block-size: 9em;
  display: grid;
  grid-template: 'name bar value' 1fr / minmax(0, var(--name, 26%)) minmax(0, 1fr) minmax(3.6em, auto);
  column-gap: 0.75em;
}
li > * {
  min-inline-size: 0;
  min-block-size: 0;
}
svg {
  position: absolute;
  grid-area: bar;
  inline-size: 100%;
  block-size: 100%;
  color: var(--_accent);
}
:host(:dir(rtl)) svg {
  transform: scaleX(-1);
}
.long {
  --name: 34%;
}
.fill {
  fill: currentColor;
}
.slope {
  fill: currentColor;
  opacity: 0.16;
}
.track {
  fill: var(--_line);
}
[part='name'],
[part='value'] {
  grid-row: 1;
  align-self: start;
  block-size: 72%;
  display: grid;
  align-content: center;
}
[part='name'] {
  grid-column: 1;
  text-align: left;
}
:host(:dir(rtl)) [part='name'] {
  text-align: right;
}
[part='value'] {
  grid-column: 3;
  text-align: end;
}
[part] > :where(:not(g)),
[part='step'] {
  min-inline-size: 0;
  overflow-x: clip;
  text-overflow: ellipsis;
  white-space: nowrap;
}
b {
  font-weight: 650;
}
small {
  font-size: 0.8125em;
  color: var(--_muted);
}
[part='step'] {
  position: relative;
  grid-area: bar;
  align-self: end;
  block-size: 28%;
  display: flex;
  gap: 0.3em;
  align-items: center;
  padding-inline-start: 0.4em;
  font-size: 0.75em;
  font-weight: 600;
  color: var(--_ink);
}
.skeleton {
  background: linear-gradient(var(--_sunken) 70%, #0000 0) 0 0 / 100% 34%;
  clip-path: polygon(0 0, 100% 0, 62% 50%, 24% 100%, 0 100%);
}
:host(:dir(rtl)) .skeleton {
  transform: scaleX(-1);
}
@container (inline-size < 22rem) {
  li {
    grid-template: 'name value' auto 'bar bar' 1fr / minmax(0, 1fr) auto;
    min-block-size: 2.1em;
    column-gap: 0.5em;
  }
  [part='name'],
  [part='value'] {
    block-size: auto;
    display: flex;
    gap: 0.5em;
    align-items: baseline;
  }
  [part='value'] {
    grid-column: 2;
  }
  [part='step'] {
    display: none;
  }
  svg {
    inset-block: 0.1em 0;
    block-size: calc(100% - 0.1em);
  }
}
@container (inline-size < 22rem) and (block-size < 8rem) {
  .scroll {
    font-size: 0.6875rem;
    line-height: 0.75rem;
  }
  li {
    min-block-size: 1.1rem;
  }
}
@container (inline-size < 11rem) {
  small {
    display: none;
  }
}
@container (block-size >= 11rem) and (inline-size >= 22rem) {
  [part='name'] > * {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    overflow: hidden;
    white-space: normal;
    overflow-wrap: normal;
    hyphens: auto;
  }
}
@container (block-size < 11rem) and (inline-size >= 22rem) {
  [part='step'] {
    display: none;
  }
  li {
    min-block-size: 1.7em;
  }
  [part='value'] {
    display: flex;
    gap: 0.5em;
    align-items: center;
    justify-content: end;
  }
}
@media (prefers-reduced-motion: no-preference) {
  .fill {
    transition: width 0.6s;
  }
  .slope {
    transition: d 0.6s;
  }
}
@media print {
  .scroll {
    font-size: 0.8125rem;
  }
  li {
    break-inside: avoid;
  }
}
@media (forced-colors: active) {
  .fill {
    fill: Highlight;
  }
  .slope,
  .track {
    fill: CanvasText;
  }
}
`;
