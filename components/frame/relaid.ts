import { css, type ReactiveElement } from 'lit';
import { dress } from './dress.ts';

/**
 * Firefox lays paper out once, before it knows how large containers are: what depends on the size of its card is drawn as
 * if that were the sheet. Only if something is wider than the sheet, it lays out all of it again.
 */
const wider = css`
@supports (-moz-appearance: none) {
  @media print {
    :root::after {
      content: '';
      position: absolute;
      inset: 0 auto auto 0;
      inline-size: 101vw;
      block-size: 1px;
      visibility: hidden;
    }
  }
}
`;

/** Where a style sheet can be adopted: a document is like a frame's root here. */
const page = { renderRoot: globalThis.document } as unknown as Pick<ReactiveElement, 'renderRoot'>;

globalThis.addEventListener?.('beforeprint', () => dress(page, wider));
