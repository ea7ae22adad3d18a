import { css } from 'lit';

/** The units in a row: two in narrow cards, and in wide ones with their whole names. */
export const countdown = css`
.skeleton {
  --h: clamp(1.5rem, min(18cqi, 60cqb), 6rem);
  block-size: var(--h);
  margin-block-start: calc(50cqb - 0.5 * var(--h));
  mask: linear-gradient(
    90deg,
    #0000 7%,
    #000 0 23%,
    #0000 0 30%,
    #000 0 46%,
    #0000 0 54%,
    #000 0 70%,
    #0000 0 77%,
    #000 0 93%,
    #0000 0
  );
}
.units,
.ended {
  block-size: 100%;
  display: flex;
  align-items: center;
  justify-content: center;
  text-align: center;
}
.units {
  gap: min(6cqi, 2rem);
  --n: 4;
}
[data-n='1'] {
  --n: 1.6;
}
[data-n='2'] {
  --n: 2.2;
}
[data-n='3'] {
  --n: 3.2;
}
[data-n='5'] {
  --n: 5;
}
.units > span {
  min-inline-size: 0;
  display: grid;
  grid-template-columns: minmax(0, auto);
}
b {
  font-size: clamp(0.9rem, min(56cqi / var(--n), 48cqb), 5rem);
  line-height: 1.1;
  font-weight: 600;
  overflow-x: clip;
  white-space: nowrap;
  text-overflow: ellipsis;
  letter-spacing: -0.02em;
  font-variant-numeric: tabular-nums;
}
small {
  font-size: clamp(0.6875rem, min(var(--u, 24cqi) / var(--n), 14cqb), 1rem);
  line-height: 1.3;
  color: var(--_muted);
  overflow: hidden;
  text-overflow: ellipsis;
  white-space: nowrap;
}
.ended {
  font-size: clamp(0.9rem, min(9cqi, 26cqb), 3rem);
  line-height: 1.2;
  font-weight: 600;
  overflow: auto;
  overflow-wrap: anywhere;
  text-wrap: balance;
}
[data-long] {
  font-size: clamp(0.75rem, min(6.5cqi, 13cqb), 2rem);
}
.ended span {
  margin: auto;
}
@container (block-size < 4rem) {
  .ended span {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    overflow: hidden;
    padding-block-end: 0.1em;
  }
}
@media print {
  .ended {
    font-size: clamp(0.75rem, 5cqi, 1rem);
  }
}
@container (inline-size < 9rem) {
  .skeleton {
    mask: linear-gradient(90deg, #0000 16%, #000 0 46%, #0000 0 54%, #000 0 84%, #0000 0);
  }
  .units:not([data-n='far']) {
    --n: 2.2;
  }
  .units > span:nth-child(n + 3) {
    display: none;
  }
}
.long {
  display: none;
}
@container (inline-size >= 18rem) {
  .units {
    --u: 18cqi;
  }
  .long {
    display: block;
  }
  .short {
    display: none;
  }
}
`;
