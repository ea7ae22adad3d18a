import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Bus } from '../domain/bus.ts';
import type { HubStats } from '../live/hub.ts';

export interface Metrics {
  /** One answered request. */
  observe(route: string, method: string, status: number, milliseconds: number): void;
  /** Prometheus' text format. */
  text(): Promise<string>;
  readonly contentType: string;
}

const BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 2.5, 10];

/** Of the process, whatever number of applications lives in it: event loop delay, memory, CPU. */
let processRegistry: Registry | undefined;

function registryOfProcess(): Registry {
  if (!processRegistry) {
    processRegistry = new Registry();
    collectDefaultMetrics({ register: processRegistry });
  }
  return processRegistry;
}

/** Counts requests, pushes and viewers for `/metrics`. */
export function createMetrics(bus: Bus, live: () => HubStats): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const requests = new Histogram({
    name: 'boardcast_http_request_duration_seconds',
    help: 'From the first byte of a request to its answer being ready.',
    labelNames: ['route', 'method', 'status'],
    buckets: BUCKETS,
    registers,
  });
  const pushes = new Counter({
    name: 'boardcast_pushes_total',
    help: 'Pushes this process committed.',
    registers,
  });
  bus.on((change) => {
    if (change.kind === 'data' && change.data !== undefined) pushes.inc();
  });
  reading(Gauge, 'boardcast_viewers', 'Open streams, one per page.', () => live().viewers);
  reading(Gauge, 'boardcast_streams', 'Streams open or expected.', () => live().tickets);
  reading(Gauge, 'boardcast_streams_lagging', 'Streams that are behind.', () => live().lagging);
  reading(
    Counter,
    'boardcast_streams_dropped_total',
    'Streams cut off because they stayed behind.',
    () => live().dropped,
  );
  reading(Counter, 'boardcast_events_sent_total', 'Events written, to all streams together.', () => live().sent);
  reading(Gauge, 'boardcast_widgets_watched', 'Widgets that somebody is watching.', () => live().channels);

  /** What the hub counts by itself, read when somebody asks. */
  function reading(Kind: typeof Gauge | typeof Counter, name: string, help: string, read: () => number): void {
    new Kind({
      name,
      help,
      registers,
      collect(this: Gauge | Counter) {
        this.reset();
        this.inc(read());
      },
    });
  }

  const all = Registry.merge([registryOfProcess(), registry]);
  return {
    observe: (route, method, status, milliseconds) =>
      requests.observe({ route, method, status: `${Math.floor(status / 100)}xx` }, milliseconds / 1000),
    text: () => all.metrics(),
    contentType: all.contentType,
  };
}
