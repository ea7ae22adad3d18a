import { css } from 'lit';

/** A sign with its word, and as many lines of text below as there is room for. */
export const status = css`
:host {
  display: flex;
  flex-direction: column;
  justify-content: safe center;
  gap: min(0.4em, 6cqb);
}
.all {
  display: contents;
}
div {
  flex: none;
  min-inline-size: 0;
  overflow: hidden;
}
[part='status'] {
  display: flex;
  align-items: center;
  gap: 0.4em;
  font-size: clamp(0.875rem, min(12cqi, 34cqb), 6rem);
  line-height: 1.3;
  font-weight: 650;
  letter-spacing: -0.01em;
}
[part='status'] .sign {
  inline-size: 1.15em;
  block-size: 1.15em;
  overflow: hidden;
}
[part='word'] {
  min-inline-size: 0;
  overflow: hidden;
  text-overflow: ellipsis;
  white-space: nowrap;
  color: var(--_ink);
}
[part='text'] {
  flex: 0 1 auto;
  font-size: clamp(0.75rem, min(6cqi, 11cqb), 2rem);
  color: var(--_muted);
  display: -webkit-box;
  -webkit-box-orient: vertical;
  -webkit-line-clamp: 3;
  overflow-wrap: anywhere;
  text-align: var(--a, left);
}
:host(:dir(rtl)) {
  --a: right;
}
@container (block-size > 11rem) and (aspect-ratio < 2) {
  .skeleton {
    block-size: 60cqb;
    background:
      radial-gradient(circle closest-side, var(--_sunken) 97%, #0000) 50% 0 / 100% 55% no-repeat,
      linear-gradient(var(--_sunken) 0 0) 50% 100% / 45% 25% no-repeat;
  }
  [part='status'] {
    flex-direction: column;
    text-align: center;
  }
  [part='status'] .sign {
    inline-size: min(2.4em, 40cqb);
    block-size: min(2.4em, 40cqb);
  }
  [part='word'] {
    max-inline-size: 100%;
  }
  [part='status']:has(~ div) {
    font-size: clamp(0.875rem, min(12cqi, 20cqb), 6rem);
  }
  [part='status']:has(~ div) .sign {
    inline-size: 30cqb;
    block-size: 30cqb;
  }
  [part='text'] {
    font-size: clamp(0.75rem, min(6cqi, 7.5cqb), 2rem);
    line-height: 1.35;
    text-align: center;
  }
}
@container (block-size < 7rem) {
  [part='text'] {
    -webkit-line-clamp: 2;
  }
}
@container (block-size < 5rem) {
  [part='text'] {
    -webkit-line-clamp: 1;
  }
}
@container (block-size < 3.25rem) {
  [part='text'] {
    display: none;
  }
}
@media (prefers-reduced-motion: no-preference) {
  [part='status'] {
    transition: color 0.3s;
  }
}
`;
