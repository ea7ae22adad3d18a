import { css } from 'lit';

/**
 * What a frame shows instead of its view, and the mark of what is old: that lies in the padding of the card, so that it
 * covers nothing, and where there is little of it is a dot, to be pointed at.
 */
export const mark = css`
[part='message'] {
  display: grid;
  align-content: safe center;
  block-size: 100%;
  margin: 0;
  color: var(--_muted);
  font-size: 0.875rem;
  text-align: center;
  unicode-bidi: plaintext;
  overflow: auto;
  overflow-wrap: anywhere;
}
@container (block-size < 6rem) {
  [part='message'] {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
    position: relative;
    inset-block-start: 50%;
    translate: 0 -50%;
    block-size: auto;
    max-block-size: 100%;
    padding-block: 0.1em;
    overflow: hidden;
    font-size: 0.6875rem;
    line-height: 1.2;
  }
}
@container (block-size < 4rem) {
  [part='message'] {
    -webkit-line-clamp: 2;
  }
}
section {
  position: relative;
}
[part='mark'] {
  position: absolute;
  inset-block-end: 0.0625rem;
  inset-inline-end: 0.5rem;
  max-inline-size: 90%;
  margin: 0;
  padding: 0 0.35rem;
  border-radius: 0.5rem;
  background: var(--_sunken);
  color: var(--_muted);
  font-size: 0.6875rem;
  line-height: 0.875rem;
  overflow-x: clip;
  white-space: nowrap;
  text-overflow: ellipsis;
}
/* A board is as high as its message, and told of at its head: its foot may be far below. */
:host(bc-dashboard) [part='message'] {
  padding: 1.5rem 1rem;
}
:host(bc-dashboard) [part='mark'] {
  inset-block: 0.0625rem auto;
  background: var(--_surface);
  color: var(--_warn);
  font-weight: 600;
}
:host([kiosk]) [part='mark'] {
  position: fixed;
  z-index: 2147483001;
  font-size: max(0.6875rem, 1.4vmin);
  line-height: 1.25;
}
@container (inline-size < 10rem) or (block-size < 3.5rem) {
  [part='mark'] {
    inset-block-end: 0.1875rem;
    inset-inline-end: 0.1875rem;
    padding: 0;
    border: 0.1875rem solid var(--_warn);
    font-size: 0;
    line-height: 0;
  }
}
`;
