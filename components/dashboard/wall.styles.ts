import { css } from 'lit';

/** On a wall: the page's rows share the height of the screen, and scroll where they would become too flat. */
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
/* It is read from afar: all of it grows with the screen. */
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
