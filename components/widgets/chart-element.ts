import type { Chart, ChartComponentLike, ChartConfiguration, DatasetController, Plugin } from 'chart.js';
import { css, type PropertyValues } from 'lit';
import type { CommonConfig } from '../model/widget.ts';
import { paletteStyles } from '../theme/palette.ts';
import { schemeStyles } from '../theme/schemes.ts';
import { fillAreas } from './chart-area.ts';
import { measure, type Situation } from './chart-look.ts';
import { pointing } from './chart-pointer.ts';
import { inSlices, whenIdle, whenNear } from './schedule.ts';
import { WordedElement } from './worded-element.ts';

export type { Chart, ChartConfiguration };

type ChartClass = typeof Chart;

/** The types of Chart.js that are drawn here. */
export type DrawnType = 'bar' | 'line' | 'scatter' | 'pie' | 'doughnut';

/** The class, and what each type needs to be registered. */
type Library = Record<DrawnType, ChartComponentLike[]> & { Chart: ChartClass; Tooltip: ChartComponentLike };

/** Named one by one, so that the rest of the library stays out of the page. */
async function importChart(): Promise<Library> {
  const {
    ArcElement,
    BarController,
    BarElement,
    CategoryScale,
    Chart,
    DoughnutController,
    LinearScale,
    LineController,
    LineElement,
    PieController,
    PointElement,
    Tooltip,
  } = await import('chart.js');
  // All slices have one border and lie in place: no need to look at each of them twice with every value.
  Object.assign(DoughnutController.prototype, {
    getMaxBorderWidth(this: DatasetController) {
      return this.getDataset().borderWidth;
    },
    getMaxOffset: () => 0,
  });
  const scales = [CategoryScale, LinearScale];
  const line = [LineController, LineElement, PointElement, ...scales];
  return {
    Chart,
    Tooltip,
    bar: [BarController, BarElement, ...scales],
    line,
    // Its own controller would be a hundredth of what the first chart loads: points are a line that is not drawn.
    scatter: line,
    pie: [PieController, ArcElement],
    doughnut: [DoughnutController, ArcElement],
  };
}

let loading: Promise<Library> | undefined;

/** Chart.js with what a type needs. */
async function loadChart(type: DrawnType): Promise<ChartClass> {
  loading ??= importChart().catch((error) => {
    loading = undefined;
    throw error;
  });
  const library = await loading;
  library.Chart.register(library.Tooltip, ...library[type]);
  return library.Chart;
}

/** Charts that are drawn now. */
const drawn = new Set<ChartElement<never, never>>();
/** From so many on, none of them moves. */
const STILL = 9;
/** So many are drawn wherever they are, for pictures of the whole page; a canvas takes up to 3 MB of a telephone. */
const AHEAD = 50;

/**
 * A view that Chart.js draws: loaded when it comes near the viewport, some when the page is idle; started in slices,
 * then changed in place.
 * Subclasses render `.plot` with a canvas and `.probe` with the palette, and say what is drawn.
 */
export abstract class ChartElement<Config, Data> extends WordedElement<Config, Data> {
  static override styles = [
    WordedElement.styles,
    paletteStyles,
    schemeStyles,
    // Its transitions, and a padding that nothing lies in, tell when colours or the direction have changed.
    css`.plot{position:relative;flex:1;min-block-size:0;color:var(--_ink);outline:0 solid var(--_accent);outline-offset:-2px;border-radius:.2em;background:var(--_surface);padding-inline-start:1px;transition:color 1ms,background-color 1ms,outline-color 1ms,padding 1ms}.plot:focus-visible{outline-width:2px}canvas{position:absolute;inset:0;max-inline-size:100%;object-fit:contain}@media print{canvas{margin:auto}}i{forced-color-adjust:none}.probe{display:none}`,
  ];

  #chart: Chart | undefined;
  /** That of the screen, when the chart was made or sized. */
  #ratio: number | undefined;
  #kind: DrawnType | undefined;
  #leaveQueue: (() => void) | undefined;
  #sizes: ResizeObserver | undefined;
  /** Room and direction of the last drawing, which the options are made for, too. */
  #place = '';
  /** Config and place that the options were made for. */
  #look = '';
  #isAllStale = false;

  /** What is drawn: its kind decides whether a chart can be changed or must be made anew. */
  protected abstract kind(): DrawnType;
  protected abstract chartData(situation: Situation): ChartConfiguration['data'];
  protected abstract chartOptions(situation: Situation): object;

  /** The chart, while it is drawn. */
  protected get chart(): Chart | undefined {
    return this.#chart;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('beforeprint', this.#redraw);
    removeEventListener('afterprint', this.#redraw);
    // Moving it within the page disconnects for a moment only.
    queueMicrotask(() => this.isConnected || this.#destroy());
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('beforeprint', this.#redraw);
    addEventListener('afterprint', this.#redraw);
    this.requestUpdate();
  }

  protected override updated(_: PropertyValues): void {
    const plot = this.renderRoot.querySelector<HTMLElement>('.plot');
    // Frames hand over a config anew with every value: whether it is another one is for its content to say.
    const before = this.#look;
    this.#look = JSON.stringify([this.config, this.locale, this.timeZone]);
    if (!plot) this.#destroy();
    else if (this.#chart) this.#change(this.#look !== before);
    // Where nothing has a place on the screen (jsdom), the table says it all.
    else if (!this.#leaveQueue && globalThis.IntersectionObserver) {
      this.#leaveQueue = whenNear(this, async () => {
        // What could not be loaded is asked for again with the next value.
        this.#leaveQueue = undefined;
        const Class = await loadChart(this.kind());
        // One that is there already may be about to take the size of the place that was just opened.
        if (!this.#chart) inSlices(this, () => this.#start(Class));
      });
      // Paper shows what nobody has scrolled to, and does not wait until it is loaded.
      whenIdle(() =>
        loadChart(this.kind()).then(
          (Class) => inSlices(plot, () => drawn.size < AHEAD && this.#start(Class)),
          () => {},
        ),
      );
    }
  }

  /** Pixels of the screen in one of the plot's: screens differ, and the page may zoom it. */
  #ratioOf(plot: HTMLElement): number {
    this.#ratio = devicePixelRatio;
    return devicePixelRatio * (plot.currentCSSZoom || 1);
  }

  #start(Class: ChartClass): void {
    const canvas = this.renderRoot.querySelector('canvas');
    const plot = this.renderRoot.querySelector<HTMLElement>('.plot');
    if (this.#chart || !canvas || !plot || !this.isConnected) return;
    drawn.add(this as never);
    const situation = this.#situation(plot);
    this.#kind = this.kind();
    this.#chart = new Class(canvas, {
      type: this.#kind === 'scatter' ? 'line' : this.#kind,
      plugins: [fillAreas, pointing] as Plugin[],
      data: this.chartData(situation),
      options: {
        ...this.chartOptions({ ...situation, isAnimated: false }),
        events: ['mousemove', 'mouseout', 'click', 'touchstart'],
        devicePixelRatio: this.#ratioOf(plot),
      },
    });
    this.#chart.resize(plot.clientWidth, plot.clientHeight);
    plot.addEventListener('transitionend', this.#redraw);
    this.#sizes = new ResizeObserver(() => this.#change(false));
    this.#sizes.observe(plot);
    this.toggleAttribute('drawn', true);
  }

  /** Draws anew when it is its turn; `all` also renews the options: colours, language, place. */
  #change(all: boolean): void {
    this.#isAllStale ||= all;
    inSlices(this, () => this.#draw());
  }

  #draw(): void {
    const chart = this.#chart;
    const plot = this.renderRoot.querySelector<HTMLElement>('.plot');
    if (!chart || !plot) return;
    if (this.kind() !== this.#kind) {
      this.#destroy();
      this.requestUpdate();
      return;
    }
    const { clientWidth: width, clientHeight: height } = plot;
    // To ask for the zoom takes longer than to draw: it is settled with the size.
    if (width && height && (chart.width - width || chart.height - height || this.#ratio !== devicePixelRatio)) {
      chart.options.devicePixelRatio = this.#ratioOf(plot);
      chart.resize(width, height);
    }
    const place = this.#place;
    const situation = this.#situation(plot);
    const { labels, datasets } = this.chartData(situation);
    chart.data.labels = labels ?? [];
    chart.data.datasets.length = Math.min(chart.data.datasets.length, datasets.length);
    datasets.forEach((set, index) => {
      chart.data.datasets[index] = Object.assign(chart.data.datasets[index] ?? {}, set) as typeof set;
    });
    const isRenewed = this.#isAllStale || place !== this.#place;
    if (isRenewed) chart.options = this.chartOptions(situation);
    this.#isAllStale = false;
    // Colours that elements share are left as they were by `none`.
    chart.update(situation.isAnimated || isRenewed ? undefined : 'none');
  }

  readonly #redraw = (event: Event): void => {
    // Paper is white whatever the screen was.
    if (event.type !== 'transitionend') this.style.colorScheme = event.type === 'beforeprint' ? 'light' : '';
    this.#change(true);
  };

  #situation(plot: HTMLElement): Situation {
    const { locale, timeZone } = this;
    const situation = measure(this, plot, (this.config as CommonConfig).colors);
    this.#place = `${[situation.isTiny, situation.isRtl, situation.aside]}`;
    // Nothing moves on paper, whose scheme was settled above.
    const isAnimated = drawn.size < STILL && !this.style.colorScheme && situation.isAnimated;
    return { ...situation, isAnimated, locale, timeZone };
  }

  #destroy(): void {
    drawn.delete(this as never);
    this.#sizes?.disconnect();
    this.#chart?.destroy();
    this.#chart = undefined;
    this.#leaveQueue?.();
    this.#leaveQueue = undefined;
  }
}
