import { css } from 'lit';

/** The sparkline takes what room there is; in low cards, words are only for those who listen. */
export const trend = css`
:host {
  display: flex;
  flex-direction: column;
  flex: 0 1 auto;
  min-block-size: 0.5rem;
  overflow: hidden;
  margin-block-start: 0.1em;
}
svg {
  display: block;
  inline-size: 100%;
  color: var(--_accent);
  overflow: visible;
}
.line {
  flex: 0 1 clamp(1rem, 22cqb, 9rem);
  min-block-size: 0.75rem;
  box-sizing: border-box;
  padding: 3px;
}
:host(:dir(rtl)) svg {
  transform: scaleX(-1);
}
path {
  fill: none;
  stroke: currentColor;
  stroke-width: 2;
  stroke-linejoin: round;
  stroke-linecap: round;
  vector-effect: non-scaling-stroke;
}
.ground {
  fill: currentColor;
  stroke: none;
  opacity: 0.12;
}
.dot {
  stroke-width: 6;
}
.goal {
  flex: none;
  overflow: hidden;
  block-size: 0.3rem;
  border-radius: 0.2em;
  background: var(--_line);
  margin-block-start: 0.3rem;
}
rect {
  fill: currentColor;
}
div {
  flex: none;
  margin: 0.2em 0 0;
  font-size: 0.85em;
  color: var(--_muted);
  white-space: nowrap;
  overflow: hidden;
  text-overflow: ellipsis;
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
@container (block-size < 11rem) {
  [data-level] {
    position: absolute;
    clip-path: inset(50%);
  }
}
@container (block-size < 8rem) {
  div {
    position: absolute;
    clip-path: inset(50%);
  }
}
@container (block-size < 5rem) {
  :host {
    position: absolute;
    clip-path: inset(50%);
  }
}
@media (forced-colors: active) {
  .goal {
    outline: 1px solid;
  }
  rect {
    fill: Highlight;
  }
}
`;
