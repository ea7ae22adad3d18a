import { axeFindings } from '../support/axe.ts';
import { expect, isEqual, mount, until } from '../support/expect.ts';

describe('the assertion helper', () => {
  it('compares structures, and tells when they differ', () => {
    expect(isEqual({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] })).toBe(true);
    expect(isEqual({ a: [1, { b: 2 }] }, { a: [1, { b: 3 }] })).toBe(false);
    expect(isEqual([1, 2], [1])).toBe(false);
    expect(isEqual(new Map([[1, 2]]), new Map([[1, 3]]))).toBe(false);
  });

  it('throws, and says both sides', () => {
    let message = '';
    try {
      expect([1]).not.toContain(1);
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toBe('expected [1] not to contain 1');
  });

  it('waits for what comes later', async () => {
    const box = mount<HTMLElement>('<p></p>');
    setTimeout(() => box.append('late'));
    expect(await until(() => box.textContent)).toBe('late');
  });
});

describe('the accessibility check', () => {
  it('finds what is wrong, and nothing where all is well', async () => {
    expect(await axeFindings(mount('<button>Save</button>'))).toEqual([]);
    expect((await axeFindings(mount('<button></button>'))).join()).toContain('button-name');
  });
});
