import type { Chart } from './chart-element.ts';
import type { Point } from './chart-pointer.ts';

/** How the values of a chart lie: next to each other, below each other, or around. */
export type Course = 'across' | 'down' | 'round';

type Move = readonly [along: number, over: number];

/** Where each arrow key goes: along the values, or over to the same place of another dataset. */
const MOVES: Readonly<Record<Course, Readonly<Record<string, Move>>>> = {
  across: { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] },
  down: { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] },
  round: { ArrowRight: [1, 0], ArrowDown: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [-1, 0] },
};
const MIRRORED: Readonly<Record<string, string>> = { ArrowLeft: 'ArrowRight', ArrowRight: 'ArrowLeft' };

/** Whether there is something to see: a gap is no point, nor is what a newer value lacks. */
export const hasValue = ({ data: { datasets } }: Chart, at: Point | undefined): boolean => {
  const value = at && datasets[at.datasetIndex]?.data[at.index];
  return Number.isFinite((value as { y?: number } | null | undefined)?.y ?? value);
};

/** The point that a key leads to; `undefined` for other keys and where nothing follows. Gaps are passed over. */
export function step(
  chart: Chart,
  from: Point | undefined,
  key: string,
  { course, isRtl }: { course: Course; isRtl: boolean },
): Point | undefined {
  const { datasets } = chart.data;
  const count = Math.max(0, ...datasets.map(({ data }) => data.length));
  const move = MOVES[course][(isRtl && MIRRORED[key]) || key];
  if (!move && key !== 'Home' && key !== 'End') return undefined;
  const at = from && move ? { ...from } : { datasetIndex: from?.datasetIndex ?? 0, index: key === 'End' ? count : -1 };
  const [along, over] = from && move ? move : [key === 'End' ? -1 : 1, 0];
  do {
    at.index += along;
    at.datasetIndex += over;
    if (at.index < 0 || at.index >= count || !datasets[at.datasetIndex]) return undefined;
  } while (!hasValue(chart, at));
  return at;
}

/** Shows a point as the one that is looked at, with its tooltip; without one, none. */
export function mark(chart: Chart, at: Point | undefined): void {
  const active = at ? [at] : [];
  const element = at && chart.getDatasetMeta(at.datasetIndex).data[at.index];
  chart.setActiveElements(active);
  chart.tooltip?.setActiveElements(
    active,
    (element?.tooltipPosition(true) ?? { x: 0, y: 0 }) as { x: number; y: number },
  );
  chart.update('none');
}
