/** A JSON value as it is stored and sent. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export type JsonObject = { [key: string]: Json };

/**
 * Presentation settings of every widget type; each type adds its own.
 * Unknown fields are kept, never rejected.
 */
export interface CommonConfig {
  title?: string;
  subtitle?: string;
  /** `light`, `dark` or `high-contrast`; the page's when absent. */
  theme?: string;
  /** BCP 47 language tag; the page's language when absent. */
  locale?: string;
  /** IANA time zone; the reader's when absent. */
  time_zone?: string;
  colors?: string[];
  /** Play a sound when new data arrives; browsers allow it once the reader has clicked or typed on the page. */
  sound?: boolean;
  /** Seconds after which the data counts as stale; 3 x refresh_interval when absent. */
  stale_after?: number;
}

/** A problem in a widget's config or data. `path` is like `data.datasets[1].data`. */
export interface Issue {
  path: string;
  message: string;
}
