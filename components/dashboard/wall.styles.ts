import { css } from 'lit';

/** Kiosk mode: the rows share the height of the screen, and scroll if they would become too low. */
export const wall = css`
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
:host([kiosk]) .board > * {
  flex: none;
}
/* Everything grows with the screen, because it is read from a distance. */
:host([kiosk]) .board {
  zoom: var(--wall-zoom, 1);
}
@container (inline-size >= 56rem) {
  :host([kiosk]) .grid {
    flex: 1 0 0;
    min-block-size: 0;
    grid-template-rows: repeat(var(--rows), minmax(3rem, 1fr));
  }
}
`;
