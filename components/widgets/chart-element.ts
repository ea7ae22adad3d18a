import type { Chart, ChartComponentLike, ChartConfiguration, DatasetController, Plugin } from 'chart.js';
import type { PropertyValues } from 'lit';
import type { CommonConfig } from '../model/widget.ts';
import { paletteStyles } from '../theme/palette.ts';
import { schemeStyles } from '../theme/schemes.ts';
import { fillAreas } from './chart-area.ts';
import { plot } from './chart-element.styles.ts';
import { measure, type Situation } from './chart-look.ts';
import { pointing } from './chart-pointer.ts';
import { inSlices, whenIdle, whenNear } from './schedule.ts';
import { WordedElement } from './worded-element.ts';

export type { Chart, ChartConfiguration };

type ChartClass = typeof Chart;

/** The types of Chart.js in use. */
export type DrawnType = 'bar' | 'line' | 'scatter' | 'pie' | 'doughnut';

/** The Chart class, and what must be registered for each type. */
type Library = Record<DrawnType, ChartComponentLike[]> & { Chart: ChartClass; Tooltip: ChartComponentLike };

/** Imports by name, so that the bundle leaves out the rest of the library. */
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
  // All slices have the same border and no offset, so Chart.js need not search for the largest on every update.
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
    // ScatterController would add 1% to the bytes of the first chart: a line chart without its line draws the same.
    scatter: line,
    pie: [PieController, ArcElement],
    doughnut: [DoughnutController, ArcElement],
  };
}

let loading: Promise<Library> | undefined;

/** Loads Chart.js and registers what a type needs. */
async function loadChart(type: DrawnType): Promise<ChartClass> {
  loading ??= importChart().catch((error) => {
    loading = undefined;
    throw error;
  });
  const library = await loading;
  library.Chart.register(library.Tooltip, ...library[type]);
  return library.Chart;
}

/** Charts that are drawn at present. */
const drawn = new Set<ChartElement<never, never>>();
/** From so many charts on, none is animated. */
const STILL = 9;
/** So many charts are drawn even off screen, for screenshots of the whole page. A canvas takes up to 3 MB on a phone. */
const AHEAD = 50;

/**
 * Base of views drawn by Chart.js. A chart is created near the viewport, or off screen when the page is idle, in time
 * slices; after that it is updated in place.
 * Subclasses render `.plot` with a canvas and `.probe` with the palette, and supply data and options.
 */
export abstract class ChartElement<Config, Data> extends WordedElement<Config, Data> {
  static override styles = [WordedElement.styles, paletteStyles, schemeStyles, plot];

  #chart: Chart | undefined;
  /** `devicePixelRatio` when the chart was created or resized. */
  #ratio: number | undefined;
  #kind: DrawnType | undefined;
  #leaveQueue: (() => void) | undefined;
  #sizes: ResizeObserver | undefined;
  /** Size class and direction of the last drawing, on which the options depend. */
  #place = '';
  /** Config, locale and time zone that the options were made for. */
  #look = '';
  #areOptionsStale = false;

  /** The Chart.js type. If it changes, the chart is created anew. */
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
    // An element that is moved within the page is disconnected only for a moment.
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
    // Frames set a new config object with every value, so its content is compared.
    const before = this.#look;
    this.#look = JSON.stringify([this.config, this.locale, this.timeZone]);
    if (!plot) this.#destroy();
    else if (this.#chart) this.#change(this.#look !== before);
    // Without layout (jsdom) there is only the table.
    else if (!this.#leaveQueue && globalThis.IntersectionObserver) {
      this.#leaveQueue = whenNear(this, async () => {
        // If loading fails, the next value tries again.
        this.#leaveQueue = undefined;
        const Class = await loadChart(this.kind());
        // A chart that exists already may have a pending task, which this one would replace.
        if (!this.#chart) inSlices(this, () => this.#start(Class));
      });
      // Printing includes charts that were never scrolled to, and does not wait for them to load.
      whenIdle(() =>
        loadChart(this.kind()).then(
          (Class) => inSlices(plot, () => drawn.size < AHEAD && this.#start(Class)),
          () => {},
        ),
      );
    }
  }

  /** Device pixels per CSS pixel of the plot, with the zoom of the page. */
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
        events: ['mousemove', 'mouseout', 'click', 'touchstart', 'touchmove'],
        devicePixelRatio: this.#ratioOf(plot),
      },
    });
    this.#chart.resize(plot.clientWidth, plot.clientHeight);
    plot.addEventListener('transitionend', this.#redraw);
    this.#sizes = new ResizeObserver(() => this.#change(false));
    this.#sizes.observe(plot);
    this.toggleAttribute('drawn', true);
  }

  /** Schedules an update; `all` also renews the options: colours, language, direction. */
  #change(all: boolean): void {
    this.#areOptionsStale ||= all;
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
    // Reading the zoom takes longer than drawing, so it is read with changes of size only.
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
    const isRenewed = this.#areOptionsStale || place !== this.#place;
    if (isRenewed) chart.options = this.chartOptions(situation);
    this.#areOptionsStale = false;
    // `none` would leave the shared colours of elements as they were.
    chart.update(situation.isAnimated || isRenewed ? undefined : 'none');
  }

  readonly #redraw = (event: Event): void => {
    // Print in the light scheme.
    if (event.type !== 'transitionend') this.style.colorScheme = event.type === 'beforeprint' ? 'light' : '';
    this.#change(true);
  };

  #situation(plot: HTMLElement): Situation {
    const { locale, timeZone } = this;
    const situation = measure(this, plot, (this.config as CommonConfig).colors);
    this.#place = `${[situation.isTiny, situation.isRtl, situation.aside]}`;
    // No animation while printing, when `#redraw` has set the scheme.
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
