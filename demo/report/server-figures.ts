/** Metrics of the server: counts since its start. */
export interface ServerFigures {
  /** Milliseconds since 1970. */
  startedAt: number;
  viewers: number;
  /** Pushes received, pushes on disk, and events sent to viewers. */
  received: number;
  stored: number;
  sent: number;
  /** Requests by outcome. */
  answers: { good: number; refused: number; failed: number };
  /** Event loop delay in milliseconds: 99th percentile since the last reading. */
  lag: number;
}

/** One line of Prometheus' text format: `name{label="value"} 12`. */
const SAMPLE = /^(\w+)(?:\{([^}]*)\})? ([-+.\deE]+)$/gm;
/** Routes for pushes, in any dialect. */
const PUSH = /route="[^"]*(?:\/data|\/values\/|\/v\/)[^"]*"/;
/** Milliseconds of the timer that measures the delay, included in its result. */
const RESOLUTION = 10;

/** Parses `/metrics`; missing values are 0. */
export function readFigures(text: string): ServerFigures {
  const samples = [...text.matchAll(SAMPLE)].map(([, name, labels = '', value]) => ({
    name,
    labels,
    value: Number(value),
  }));
  const sum = (name: string, has: (labels: string) => boolean = () => true): number =>
    samples.reduce((all, each) => all + (each.name === name && has(each.labels) ? each.value : 0), 0);
  const requests = (status: RegExp): number =>
    sum('boardcast_http_request_duration_seconds_count', (labels) => status.test(labels));
  return {
    startedAt: 1000 * sum('process_start_time_seconds'),
    viewers: sum('boardcast_viewers'),
    received: sum(
      'boardcast_http_request_duration_seconds_count',
      (labels) => PUSH.test(labels) && labels.includes('method="POST"'),
    ),
    stored: sum('boardcast_pushes_total'),
    sent: sum('boardcast_events_sent_total'),
    answers: {
      good: requests(/status="[123]xx"/),
      refused: requests(/status="4xx"/),
      failed: requests(/status="5xx"/),
    },
    lag: Math.max(0, 1000 * sum('nodejs_eventloop_lag_p99_seconds') - RESOLUTION),
  };
}
