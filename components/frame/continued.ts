import { css, type ReactiveElement } from 'lit';
import { dress } from './dress.ts';

const continued = css`
@media print {
  :host(:not([hidden])) {
    display: block;
    break-inside: auto !important;
    grid-row-end: span 1 !important;
  }
  section,
  [part='body'] > * {
    display: block !important;
  }
  section {
    min-block-size: inherit;
    overflow: visible;
  }
  [part='title'],
  [part='subtitle'] {
    break-after: avoid;
  }
}
`;

/**
 * Lets a frame that needs more than a sheet of paper go on, on the next one. Plain blocks grow with what is moved or
 * repeated there; boxes in a grid or a flex box stay as high as they were before, and what comes last would be lost. Of a
 * grid around it only a single row grows: over several, what comes next would lie on its end.
 * What the page hides stays hidden: an important `display` of a host would win over all that the page says.
 */
export const goOn = (frame: Pick<ReactiveElement, 'renderRoot'>): void => dress(frame, continued);
