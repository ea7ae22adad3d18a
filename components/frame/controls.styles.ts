import { css } from 'lit';

/**
 * The tools stand in the line of the title, which ends before them; where there is none they have that line to
 * themselves. In a small card there is room for the last of them only: the others come out, over the title, when they
 * are pointed at or reached by key. A board keeps room for them in its header. `plain`: while a picture is taken.
 */
export const controls = css`
section {
  position: relative;
}
[part='controls'] {
  position: absolute;
  inset-block-start: max(0.125rem, min(var(--_space), 9.5cqi) - 0.2625rem);
  inset-inline-end: max(0.125rem, min(var(--_space), 9.5cqi) - 0.375rem);
  display: flex;
  border-radius: 0.5rem;
  background: var(--_surface);
}
[part='controls'] button {
  display: grid;
  place-content: center;
  inline-size: 1.75rem;
  block-size: 1.75rem;
  padding: 0;
  border: 0;
  border-radius: 0.5rem;
  background: none;
  color: var(--_muted);
  cursor: pointer;
}
[part='controls'] button:hover {
  background: var(--_sunken);
  color: var(--_ink);
}
[part='controls'] button:focus-visible {
  outline: 2px solid var(--_accent);
  outline-offset: -2px;
}
[part='controls'] svg {
  inline-size: 1rem;
  fill: none;
  stroke: currentColor;
  stroke-width: 1.5;
  stroke-linecap: round;
  stroke-linejoin: round;
}
@media screen {
  section:not(.plain):has([part='controls']) [part='title'] {
    max-inline-size: calc(100% - 5.125rem);
  }
  :host(bc-widget) section:not(.plain, :has([part='title'])):has([part='controls']) {
    padding-block-start: calc(min(var(--_space), 8%) + 1.475rem);
  }
  @container (block-size < 3.5rem) {
    section:not(.plain):has([part='controls']) [part='title'] {
      margin-block-start: 0;
    }
  }
  @container (inline-size < 12rem) {
    section:not(.plain, :has([part='controls']:hover, [part='controls'] :focus-visible)):has([part='controls'])
      [part='title'] {
      max-inline-size: calc(100% - 1.625rem);
    }
    [part='controls']:not(:hover, :has(:focus-visible)) button:not(:last-child) {
      position: absolute;
      opacity: 0;
      pointer-events: none;
    }
  }
}
:host(:fullscreen) {
  overflow: auto;
  background: var(--_surface);
}
:host(:fullscreen) section {
  border: 0;
  border-radius: 0;
}
:host(bc-dashboard:fullscreen) section {
  block-size: auto;
}
:host(:fullscreen) bc-board::part(board) {
  box-sizing: border-box;
  min-block-size: 100vh;
  border-radius: 0;
}
:host(bc-dashboard) section:has([part='controls']) bc-board::part(header) {
  padding-inline-end: 2.25rem;
}
:host(bc-dashboard) [part='controls'] {
  inset-block-start: var(--bc-board-padding, 1rem);
  inset-inline-end: var(--bc-board-padding, 1rem);
}
:host([kiosk]) [part='controls'] {
  position: fixed;
  z-index: 2147483000;
}
@media print {
  [part='controls'] {
    display: none;
  }
}
`;
