import { css, type ReactiveElement } from 'lit';
import { dress } from './dress.ts';

const continued = css`
@media print {
  :host,
  section,
  [part='body'] > * {
    display: block !important;
  }
  :host {
    break-inside: auto !important;
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
 * repeated there; boxes in a grid or a flex box stay as high as they were before, and what comes last would be lost.
 */
export const goOn = (frame: Pick<ReactiveElement, 'renderRoot'>): void => dress(frame, continued);
