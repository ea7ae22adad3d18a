import { css } from 'lit';

/** Its transitions, also of a padding for nothing else, fire events when colours or the direction change. */
export const plot = css`
.plot {
  position: relative;
  flex: 1;
  min-block-size: 0;
  color: var(--_ink);
  outline: 0 solid var(--_accent);
  outline-offset: -2px;
  border-radius: 0.2em;
  background: var(--_surface);
  padding-inline-start: 1px;
  transition:
    color 1ms,
    background-color 1ms,
    outline-color 1ms,
    padding 1ms;
}
.plot:focus-visible {
  outline-width: 2px;
}
canvas {
  position: absolute;
  inset: 0;
  max-inline-size: 100%;
  object-fit: contain;
}
@media print {
  canvas {
    margin: auto;
  }
}
i {
  forced-color-adjust: none;
}
.probe {
  display: none;
}
`;
