import { css } from 'lit';

/** Paper is white, and colours that mean something are printed. A card that has room on a sheet is not cut. */
export const paper = css`
@media print {
  :host {
    color-scheme: light !important;
    break-inside: avoid;
  }
  section {
    print-color-adjust: exact;
  }
  :host(bc-dashboard) section {
    background: none;
  }
}
`;

/** And nothing on it scrolls: a card grows with what is in it. */
export const unfolded = css`
@media print {
  :host {
    display: grid;
    grid: auto / minmax(0, 1fr);
    block-size: auto;
    min-block-size: var(--bc-height, 11rem);
  }
  section {
    container-type: inline-size;
    block-size: auto;
  }
}
`;
