interface Filled {
  /** Colour below the line; absent where there is no area. */
  areaColor?: string;
  /** Whether it reaches down to the line before and not to the ground. */
  isOnTop?: boolean;
}

interface Segment {
  start: number;
  end: number;
}

/** What is used of a line of Chart.js. */
interface Line {
  points: readonly { x: number; y: number }[];
  segments: readonly Segment[];
  updateControlPoints(chartArea: object, axis: 'x' | 'y'): void;
  pathSegment(ctx: CanvasRenderingContext2D, segment: Segment, way: { move?: boolean; reverse?: boolean }): unknown;
}

/** What is used of a chart. */
interface Drawing {
  ctx: CanvasRenderingContext2D;
  data: { datasets: object[] };
  chartArea: { top: number; bottom: number };
  scales: { y?: { getPixelForValue(value: number): number } };
  getDatasetMeta(index: number): { dataset?: unknown };
}

/** Draws what lies between a line and the one below it, or the ground. */
function fillArea({ ctx }: Drawing, line: Line, below: Line | undefined, ground: number): void {
  for (const segment of line.segments) {
    const [first, last] = [line.points[segment.start], line.points[segment.end]];
    if (!first || !last) continue;
    ctx.beginPath();
    line.pathSegment(ctx, segment, {});
    const foot = below?.points[segment.end];
    if (below && foot && Number.isFinite(foot.y)) {
      ctx.lineTo(foot.x, foot.y);
      below.pathSegment(ctx, segment, { move: false, reverse: true });
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
  beforeDatasetDraw(chart: Drawing, { index, meta }: { index: number; meta: { dataset?: unknown } }): void {
    const { areaColor, isOnTop } = chart.data.datasets[index] as Filled;
    if (!areaColor || !meta.dataset) return;
    const { ctx, chartArea, scales } = chart;
    const below = isOnTop ? (chart.getDatasetMeta(index - 1).dataset as Line) : undefined;
    // Chart.js bends a line when it draws it: after its area, and after the lines that stand upon it.
    for (const line of [meta.dataset as Line, below]) line?.updateControlPoints(chartArea, 'x');
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
