import type { Chart, LineElement } from './chart-element.ts';

interface Filled {
  /** Colour below the line; absent where there is no area. */
  areaColor?: string;
  /** Whether it reaches down to the line before and not to the ground. */
  isOnTop?: boolean;
}

type Line = Pick<LineElement, 'segments' | 'pathSegment'> & { points: readonly { x: number; y: number }[] };

/** Draws what lies between a line and the one below it, or the ground. */
function fillArea({ ctx }: Chart, line: Line, below: Line | undefined, ground: number): void {
  for (const segment of line.segments) {
    const [first, last] = [line.points[segment.start], line.points[segment.end]];
    if (!first || !last) continue;
    ctx.beginPath();
    line.pathSegment(ctx, segment, {});
    const foot = below?.points[segment.end];
    if (below && foot && Number.isFinite(foot.y)) {
      ctx.lineTo(foot.x, foot.y);
      below.pathSegment(ctx, segment, { move: false, reverse: true } as object);
    } else {
      ctx.lineTo(last.x, ground);
      ctx.lineTo(first.x, ground);
    }
    ctx.closePath();
    ctx.fill();
  }
}

/** Fills the areas of a chart, in place of Chart.js's Filler, which would be a twentieth of what the first chart loads. */
export const fillAreas = {
  id: 'areas',
  beforeDatasetDraw(chart: Chart, { index, meta }: { index: number; meta: { dataset?: unknown } }): void {
    const { areaColor, isOnTop } = chart.data.datasets[index] as Filled;
    if (!areaColor || !meta.dataset) return;
    const { ctx, chartArea, scales } = chart;
    const below = isOnTop ? (chart.getDatasetMeta(index - 1).dataset as unknown as Line) : undefined;
    const ground = Math.min(
      chartArea.bottom,
      Math.max(chartArea.top, scales.y?.getPixelForValue(0) ?? chartArea.bottom),
    );
    ctx.save();
    ctx.fillStyle = areaColor;
    fillArea(chart, meta.dataset as Line, below, ground);
    ctx.restore();
  },
};
