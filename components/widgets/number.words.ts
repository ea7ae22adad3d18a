import { localize } from '../locales/localize.ts';
import { formatChange, formatNumber } from '../model/format.ts';
import type { NumberConfig, NumberData } from '../model/types/number.ts';
import type { DrawnProps, ViewWords } from './widget-element.ts';

type Props = DrawnProps<NumberConfig, NumberData>;

/** A number as text; `tell` adds goal and level if they are shown. */
export const words = (tell: typeof import('./number-trend.ts').tell | undefined): ViewWords => ({
  /** `€12.5K today, +27% (€9.8K yesterday), Better, 83% of €15K, Good` */
  summary({ config, data: { value1, value2, text1, text2 }, locale }: Props): string {
    const write = (value: number, text = '') => `${formatNumber(value, locale, config)} ${text}`.trim();
    const change = value2 == null ? undefined : formatChange(value1, value2, locale, config);
    return [
      write(value1, text1),
      change && `${change.text} (${write(value2 as number, text2)})`,
      change?.level && localize(`change_${change.level}`, locale),
      ...(tell?.(value1, write(config.goal ?? 0), config, locale) ?? []),
    ]
      .filter(Boolean)
      .join(', ');
  },

  /** The value and the compared value, with their captions as header. */
  table({ data: { value1, value2, text1 = 'value1', text2 = 'value2' } }: Props) {
    return value2 === undefined
      ? [[text1], [value1]]
      : [
          [text1, text2],
          [value1, value2],
        ];
  },
});
