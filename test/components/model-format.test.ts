import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { formatChange, formatNumber, intl } from '../../components/model/format.ts';

const finite = fc.double({ noNaN: true, min: -1e300, max: 1e300 });
const SUFFIXES: Record<string, number> = { '': 1, K: 1e3, M: 1e6, B: 1e9, T: 1e12 };

/** Reads a smart figure back: `-1.2K` is -1200. */
function magnitude(text: string): number {
  const [, sign, digits, suffix = ''] = /^(-?)([\d,.]+(?:E-?\d+)?)([KMBT]?)$/.exec(text) ?? [];
  assert.ok(digits, `${text} reads as a figure`);
  return Number(digits.replaceAll(',', '')) * (SUFFIXES[suffix] ?? Number.NaN) * (sign ? -1 : 1);
}

describe('smart figures', () => {
  it('are short', () => {
    for (const [value, text] of [
      [0, '0'],
      [-0, '0'],
      [999, '999'],
      [1234, '1.2K'],
      [12450.5, '12.5K'],
      [999_999, '1M'],
      [3_400_000, '3.4M'],
      [-1234, '-1.2K'],
      [0.034, '0.034'],
      [2e15, '2E15'],
      [-2e15, '-2E15'],
    ] as const)
      assert.equal(formatNumber(value, 'en'), text);
  });

  it('stay within a twentieth of what they say, and of its sign', () => {
    fc.assert(
      fc.property(finite, (value) => {
        const read = magnitude(formatNumber(value, 'en'));
        assert.ok(Math.abs(read - value) <= Math.abs(value) * 0.0501, `${read} for ${value}`);
        if (Math.abs(value) > 1e-90) assert.equal(Math.sign(read), Math.sign(value) || 0);
      }),
    );
  });

  it('never shrink while the value grows', () => {
    fc.assert(
      fc.property(finite, finite, (a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        assert.ok(magnitude(formatNumber(low, 'en')) <= magnitude(formatNumber(high, 'en')));
      }),
    );
  });
});

describe('exact figures', () => {
  it('have thousands separators and the decimals asked for', () => {
    assert.equal(formatNumber(12450.5, 'en', { format_number: '1' }), '12,450.50');
    assert.equal(formatNumber(12450.5, 'de', { format_number: '1', decimal_places: 0 }), '12.451');
    assert.equal(formatNumber(1234567.891, 'en-IN', { format_number: '1' }), '12,34,567.89');
  });

  it('group by three and keep their value', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, min: -1e14, max: 1e14 }),
        fc.integer({ min: 0, max: 6 }),
        (value, digits) => {
          const text = formatNumber(value, 'en', { format_number: '1', decimal_places: digits });
          assert.match(text, new RegExp(`^-?\\d{1,3}(,\\d{3})*${digits ? `\\.\\d{${digits}}` : ''}$`));
          const error = Math.abs(Number(text.replaceAll(',', '')) - value);
          assert.ok(error <= 0.5001 * 10 ** -digits + Math.abs(value) * 1e-15, `${text} for ${value}`);
        },
      ),
    );
  });

  it('put the sign before the prefix, and take any prefix as it is', () => {
    assert.equal(formatNumber(-5, 'en', { prefix: '€', suffix: ' net' }), '-€5 net');
    assert.equal(formatNumber(5, 'en', { prefix: '$&$1' }), '$&$15');
    assert.match(formatNumber(-5, 'ar-EG', { prefix: '€' }), /^\P{L}?-€٥$/u);
  });
});

describe('formatting', () => {
  it('survives every locale, style and value', () => {
    const style = fc.record(
      {
        prefix: fc.string(),
        suffix: fc.string(),
        decimal_places: fc.oneof(fc.double(), fc.integer()),
        format_number: fc.constantFrom('0' as const, '1' as const),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.double(), fc.double(), fc.string(), style, (value, baseline, locale, given) => {
        const words = { ...given, prefix: '', suffix: '' };
        assert.doesNotMatch(formatNumber(value, locale, words), /NaN|∞|undefined/);
        assert.doesNotMatch(formatChange(value, baseline, locale, words).text, /NaN|∞|undefined/);
        formatNumber(value, locale, given);
      }),
    );
  });

  it('leaves out a locale that is none, and nothing that makes the figure', () => {
    for (const locale of ['', 'de_DE.UTF-8', 'x']) {
      const style = { format_number: '1', prefix: '€' } as const;
      assert.equal(formatNumber(1234.5, locale, style), formatNumber(1234.5, undefined, style));
      assert.deepEqual(formatChange(12450, 9800, locale), formatChange(12450, 9800));
      assert.match(formatChange(12450, 9800, locale).text, /27/);
    }
  });

  it('writes in the locale where decimal places cannot be', () => {
    for (const decimal_places of [-1, 101])
      assert.equal(formatNumber(1234.5, 'de', { format_number: '1', decimal_places }), '1.234,5');
  });

  it('reads tags with an underscore and forgets old ones', () => {
    assert.equal(formatNumber(1.5, 'de_DE'), '1,5');
    const first = intl(Intl.NumberFormat, 'en', { maximumFractionDigits: 7 });
    assert.equal(intl(Intl.NumberFormat, 'en', { maximumFractionDigits: 7 }), first);
    for (let digits = 0; digits < 100; digits++) intl(Intl.NumberFormat, 'fr', { maximumFractionDigits: digits });
    intl(Intl.NumberFormat, 'sv');
    assert.notEqual(intl(Intl.NumberFormat, 'en', { maximumFractionDigits: 7 }), first);
  });
});

describe('changes', () => {
  it('are percentages of the baseline', () => {
    assert.deepEqual(formatChange(12450, 9800, 'en'), { sign: '↑', level: 'good', text: '+27%' });
    assert.deepEqual(formatChange(50, 100, 'en'), { sign: '↓', level: 'bad', text: '-50%' });
    assert.deepEqual(formatChange(7, 7, 'en'), { sign: '→', level: '', text: '0%' });
  });

  it('are good news or bad by what the figure is to do', () => {
    const levels = [12, 8, 10].flatMap((value) =>
      [undefined, 'up-good', 'down-good'].map((direction) => formatChange(value, 10, 'en', { direction }).level),
    );
    assert.deepEqual(levels, ['good', 'good', 'bad', 'bad', 'bad', 'good', '', '', '']);
    // Without colours, an arrow upwards would pass for good news.
    const signs = [12, 8, 10].map((value) => formatChange(value, 10, 'en', { direction: 'down-good' }).sign);
    assert.deepEqual(signs, ['✗', '✓', '→']);
  });

  it('keep their direction from a negative baseline', () => {
    assert.deepEqual(formatChange(-50, -100, 'en'), { sign: '↑', level: 'good', text: '+50%' });
    assert.deepEqual(formatChange(-150, -100, 'en'), { sign: '↓', level: 'bad', text: '-50%' });
  });

  it('are differences where the baseline is zero', () => {
    assert.deepEqual(formatChange(5, 0, 'en', { prefix: '€' }), { sign: '↑', level: 'good', text: '+€5' });
    assert.deepEqual(formatChange(-5, 0, 'en', { prefix: '€' }), { sign: '↓', level: 'bad', text: '-€5' });
    assert.deepEqual(formatChange(0, 0, 'en'), { sign: '→', level: '', text: '0%' });
  });
});
