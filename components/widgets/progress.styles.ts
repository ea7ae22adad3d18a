import { css } from 'lit';

/** A bar, with figures above it and the ends of the scale below, if there is room. */
export const progress = css`
:host {
  --v: clamp(1rem, min(17cqi, 32cqb), 6rem);
  --b: clamp(0.5rem, 11cqb, 3.5rem);
  display: flex;
  flex-direction: column;
  justify-content: safe center;
  gap: min(0.5em, 6cqb);
  font-variant-numeric: tabular-nums;
}
.head,
.ends {
  display: flex;
  align-items: baseline;
  justify-content: space-between;
  gap: 0 0.75em;
  min-inline-size: 0;
}
.head {
  flex-wrap: wrap;
}
.head > *,
.ends > *,
[part='caption'] {
  min-inline-size: 0;
  max-inline-size: 100%;
  overflow: hidden;
  text-overflow: ellipsis;
  white-space: nowrap;
}
[part='value'] {
  flex: none;
  display: flex;
  align-items: center;
  gap: 0.25em;
  font-size: var(--v);
  font-weight: 650;
  line-height: 1.1;
  letter-spacing: -0.02em;
}
[part='value'] .sign {
  inline-size: 0.7em;
  block-size: 0.7em;
}
[part='value'] bdi {
  overflow: hidden;
  text-overflow: ellipsis;
}
[part='amount'] {
  flex: 0 1 auto;
  font-size: clamp(0.75rem, min(6cqi, 10cqb), 2rem);
  color: var(--_muted);
}
.bar {
  flex: none;
  display: block;
  inline-size: 100%;
  block-size: var(--b);
  border: 1px solid var(--_line);
  border-radius: 99rem;
  overflow: hidden;
  color: var(--_accent);
}
:host(:dir(rtl)) .bar {
  transform: scaleX(-1);
}
.bar[data-level='good'] {
  color: var(--_good);
}
.track {
  fill: var(--_sunken);
}
.fill {
  fill: currentColor;
}
.goal {
  stroke: var(--_surface);
  stroke-width: 3;
  vector-effect: non-scaling-stroke;
}
.ends,
[part='caption'] {
  flex: none;
  font-size: clamp(0.75rem, min(5cqi, 8cqb), 1.5rem);
}
[part='caption'] {
  text-align: left;
}
:host(:dir(rtl)) [part='caption'] {
  text-align: right;
}
.ends {
  color: var(--_muted);
  line-height: 1.2;
}
.skeleton {
  block-size: auto;
  background: none;
}
.skeleton::before,
.skeleton::after {
  content: '';
  display: block;
  background: var(--_sunken);
}
.skeleton::before {
  inline-size: calc(2.4 * var(--v));
  block-size: calc(0.8 * var(--v));
  margin-block: calc(0.15 * var(--v)) calc(0.15 * var(--v) + min(0.5em, 6cqb));
  border-radius: 0.25rem;
}
.skeleton::after {
  block-size: var(--b);
  border-radius: 99rem;
}
@container (block-size < 6.5rem) {
  .ends {
    display: none;
  }
}
@container (block-size < 5rem) {
  [part='caption'] {
    display: none;
  }
}
@container (block-size < 3.5rem) and (inline-size < 12rem) {
  [part='amount'] {
    display: none;
  }
}
@media (prefers-reduced-motion: no-preference) {
  .fill {
    transition: width 0.6s;
  }
  .bar {
    transition: color 0.3s;
  }
  .goal {
    transition: d 0.6s;
  }
}
@media (forced-colors: active) {
  .bar {
    border-color: CanvasText;
  }
  .track {
    fill: Canvas;
  }
  .fill {
    fill: Highlight;
  }
  .goal {
    stroke: Canvas;
  }
}
`;
