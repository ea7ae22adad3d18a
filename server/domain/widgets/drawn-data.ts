import type { Json, JsonObject } from '../../../components/model/widget.ts';
import { isObject } from '../json.ts';
import type { Widget } from '../model.ts';
import { numberIn } from '../series/readings.ts';

type Drawn = Pick<Widget, 'type' | 'givenType'>;

/** Whether a chart shows running sums of its values: the display that PostHog calls so. */
export const isCumulative = ({ type, givenType }: Drawn): boolean =>
  type === 'chart' && givenType === 'ActionsLineGraphCumulative';

/** A widget's data as it is drawn. The stored one stays as given, so that a dialect returns what it received. */
export const drawnData = (widget: Drawn & Pick<Widget, 'data'>): JsonObject | null =>
  isCumulative(widget) && widget.data !== null ? summed(widget.data) : widget.data;

/** A chart's data with running sums in place of its values; what is no value stays as it is. */
export function summed(data: JsonObject): JsonObject {
  if (!Array.isArray(data.datasets)) return data;
  const datasets = data.datasets.map((each): Json => {
    if (Array.isArray(each)) return [each[0] ?? null, running(each[1] ?? null), ...each.slice(2)];
    return isObject(each) ? { ...each, data: running(each.data ?? null) } : each;
  });
  return { ...data, datasets };
}

/** A gap adds nothing, and stays a gap. */
function running(values: Json): Json {
  if (!Array.isArray(values)) return values;
  let sum = 0;
  const plus = (value: Json | undefined): Json => {
    const number = numberIn(value);
    if (number === undefined) return value ?? null;
    // Without the digits that adding fractions brings in.
    sum = Number((sum + number).toPrecision(15));
    return sum;
  };
  return values.map((each): Json => {
    if (Array.isArray(each)) return [each[0] ?? null, plus(each[1])];
    return isObject(each) ? { ...each, y: plus(each.y) } : plus(each);
  });
}
