import { css } from 'lit';

/** Rows of a name and a figure. */
export const list = css`
.scroll,
.skeleton {
  font-size: clamp(0.75rem, 6cqmin, 1.25rem);
}
div {
  display: flex;
  gap: 1em;
  align-items: baseline;
  padding-block: 0.4em;
  border-block-end: 1px solid var(--_line);
}
div:last-child {
  border: 0;
}
dt,
dd {
  overflow: hidden;
  text-overflow: ellipsis;
  white-space: nowrap;
}
dt {
  flex: 1;
  min-inline-size: 3em;
}
dd {
  flex: 0 1 auto;
  min-inline-size: 0;
  max-inline-size: 65%;
  font-weight: 600;
  text-align: right;
}
dt {
  text-align: left;
}
:host(:dir(rtl)) dt {
  text-align: right;
}
:host(:dir(rtl)) dd {
  text-align: left;
}
@container (block-size < 8rem) {
  .skeleton {
    --row: 1.7em;
  }
  div {
    padding-block: 0.15em;
  }
}
@container (block-size < 3rem) {
  div {
    padding-block: 0.05em;
  }
}
`;
