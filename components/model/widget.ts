/** A JSON value as it is stored and sent. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export type JsonObject = { [key: string]: Json };

/**
 * Presentation settings every widget type understands; each type adds its own.
 * Unknown fields are kept, never refused.
 */
export interface CommonConfig {
  title?: string;
  subtitle?: string;
  /** `light`, `dark`, `high-contrast`, or nothing to follow the page. */
  theme?: string;
  /** BCP 47 language tag; the page's language when absent. */
  locale?: string;
  /** IANA zone; the reader's zone when absent. */
  time_zone?: string;
  colors?: string[];
  /** Play a sound when new data arrives, once the reader has touched the page. */
  sound?: boolean;
  /** Seconds after which the data counts as stale; 3 x refresh_interval when absent. */
  stale_after?: number;
}

/** One thing that is wrong with a widget's config or data. `path` reads like `data.datasets[1].data`. */
export interface Issue {
  path: string;
  message: string;
}
