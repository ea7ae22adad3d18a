import { css } from 'lit';

/** What a frame shows instead of its view. */
export const states = css`
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
    font-size: 0.6875rem;
    line-height: 1.2;
  }
}
`;
