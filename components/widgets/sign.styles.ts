import { css } from 'lit';

/** Signs have the size of the text beside them; the mark inside has the colour of the background. */
export const signStyles = css`
.sign {
  flex: none;
  inline-size: 1em;
  block-size: 1em;
  overflow: visible;
}
.shape {
  fill: currentColor;
}
.mark {
  fill: none;
  stroke: var(--_surface);
  stroke-width: 2;
  stroke-linecap: round;
  stroke-linejoin: round;
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
[data-level='none'] {
  color: var(--_muted);
}
@media (forced-colors: active) {
  .shape {
    fill: CanvasText;
  }
  .mark {
    stroke: Canvas;
  }
}
`;
