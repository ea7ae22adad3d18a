/** What the server tells about itself: counts since it started. */
export interface ServerFigures {
  /** Milliseconds since 1970. */
  startedAt: number;
  viewers: number;
  /** Pushes that came in, that are on disk, and events that went out to viewers. */
  received: number;
  stored: number;
  sent: number;
  /** Requests by what became of them. */
  answers: { good: number; refused: number; failed: number };
  /** Milliseconds that work waited for its turn, in the worst of a hundred cases since the last look. */
  lag: number;
}

/** One line of Prometheus' text format: `name{label="value"} 12`. */
const SAMPLE = /^(\w+)(?:\{([^}]*)\})? ([-+.\deE]+)$/gm;
/** Routes that take pushes, in any dialect. */
const PUSH = /route="[^"]*(?:\/data|\/values\/|\/v\/)[^"]*"/;
/** What the timer that measures the delay waits for by itself, milliseconds. */
const RESOLUTION = 10;

/** Reads `/metrics`; what is not there is 0. */
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
