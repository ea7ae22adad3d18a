import { css } from 'lit';

/** It lies over the view, so that nothing moves when it comes or goes; in a small card it is a dot, to be pointed at. */
export const mark = css`
[part='mark'] {
  position: absolute;
  inset-block-end: 0.25rem;
  inset-inline-end: 0.5rem;
  max-inline-size: 90%;
  margin: 0;
  padding: 0 0.35rem;
  border-radius: 0.5rem;
  background: var(--_sunken);
  color: var(--_muted);
  font-size: 0.6875rem;
  overflow: hidden;
  white-space: nowrap;
  text-overflow: ellipsis;
}
@container (inline-size < 10rem) {
  [part='mark'] {
    padding: 0;
    border: 0.25rem solid var(--_warn);
    font-size: 0;
  }
}
`;
