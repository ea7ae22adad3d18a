import { formatChange, formatNumber } from '../model/format.ts';
import type { NumberConfig, NumberData } from '../model/types/number.ts';
import { judgement } from './number.words.ts';
import type { DrawnProps } from './widget-element.ts';

type Props = DrawnProps<NumberConfig, NumberData>;
type Trend = typeof import('./number-trend.ts');

/** `€12.5K today, +27% (€9.8K yesterday), Better, 83% of €15K, Good`; what lies below the figure tells of itself. */
export function summary(
  { config, data: { value1, value2, text1, text2 }, locale }: Props,
  tell: Trend['tell'] | undefined,
): string {
  const write = (value: number, text = '') => `${formatNumber(value, locale, config)} ${text}`.trim();
  const figure = write(value1, text1);
  const more = tell?.(value1, write(config.goal ?? 0), config, locale) ?? [];
  if (value2 == null) return [figure, ...more].join(', ');
  const { level, text } = formatChange(value1, value2, locale, config);
  return [figure, `${text} (${write(value2, text2)})`, judgement(level, locale), ...more].filter(Boolean).join(', ');
}

/** Value and compared value under their captions. */
export function table({ data: { value1, value2, text1 = 'value1', text2 = 'value2' } }: Props): (string | number)[][] {
  return value2 === undefined
    ? [[text1], [value1]]
    : [
        [text1, text2],
        [value1, value2],
      ];
}
