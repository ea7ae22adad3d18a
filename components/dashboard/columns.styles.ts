import { css } from 'lit';

const half = css`
.grid {
  grid-template-columns: repeat(6, minmax(0, 1fr));
}
.cell {
  --place-area: auto / auto / span var(--place-h) / span var(--place-n);
}
`;

const single = css`
header {
  flex-wrap: wrap;
}
bc-age {
  order: 1;
  flex: 1 1 100%;
  min-block-size: 1.4em;
  text-align: start;
}
.grid {
  grid-template-columns: minmax(0, 1fr);
}
.cell {
  --place-area: auto / auto / span var(--place-h) / auto;
}
`;

/** 6 columns or 1 instead of 12, depending on the width of the board. */
export const columns = css`
@container (inline-size < 56rem) {
  ${half}
}
@container (inline-size < 32rem) {
  ${single}
}
/* Firefox lays paper out before it knows how large containers are, and a board not again after that. */
@supports (-moz-appearance: none) {
  @media print {
    :host {
      container-type: normal;
    }
  }
  @media print and (width < 56rem) {
    ${half}
  }
  @media print and (width < 32rem) {
    ${single}
  }
}
`;
