import { css } from 'lit';

/** Card around every view. `all: initial` inside the shadow root keeps the host page's inherited styles out. */
export const frame = css`
:host {
  display: block;
  inline-size: -webkit-fill-available;
  block-size: var(--bc-height, 11rem);
}
:host([hidden]) {
  display: none;
}
section {
  all: initial;
  color-scheme: inherit;
  box-sizing: border-box;
  container-type: size;
  contain-intrinsic-size: 7.5rem 0;
  display: flex;
  flex-direction: column;
  gap: 0.25rem;
  inline-size: 100%;
  block-size: 100%;
  min-block-size: 5rem;
  overflow: hidden;
  padding: min(var(--_space), 8%);
  background: var(--_surface);
  color: var(--_ink);
  border: 1px solid var(--_line);
  border-radius: var(--_radius);
  font: 1rem/1.4 var(--_font);
}
[part='title'],
[part='subtitle'] {
  overflow: hidden;
  white-space: nowrap;
  text-overflow: ellipsis;
  align-self: start;
  max-inline-size: 100%;
  font-size: 0.875rem;
}
[part='title'] {
  font-weight: 600;
}
[part='subtitle'] {
  color: var(--_muted);
}
[part='body'] {
  flex: 1;
  min-block-size: 0;
}
:host(bc-dashboard) {
  block-size: auto;
}
:host(bc-dashboard) section {
  container-type: normal;
  padding: 0;
  border: 0;
  background: var(--_sunken);
}
@container (block-size < 6rem) {
  [part='subtitle'] {
    display: none;
  }
}
/* Of a card one row high, however wide, its padding would leave nothing but a line. */
@container (block-size < 3.5rem) {
  [part='title'] {
    margin-block-start: -0.4rem;
  }
  [part='body'] {
    margin-block-end: -0.4rem;
  }
}
`;
