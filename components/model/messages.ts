import type { JsonObject } from './widget.ts';

/** A widget or dashboard that a page asks for: by its key, or by a token that grants access. */
export type LiveEntry = { key: string } | { token: string };

/** Body of `POST /live`. */
export interface LiveRequest {
  widgets?: LiveEntry[];
  dashboards?: LiveEntry[];
  /** Proofs that the password of an access token was given, as `POST /public/TOKEN/unlock` returned them. */
  proof?: string[];
}

export type LiveErrorCode =
  | 'not_found'
  | 'forbidden'
  | 'password_required'
  | 'revoked'
  | 'expired'
  | 'invalid'
  | 'unavailable';

export interface LiveError {
  code: LiveErrorCode;
  message: string;
}

/** Everything needed to draw one widget. `data_updated_at` is for display; client logic uses durations in seconds. */
export interface LiveWidget {
  key: string;
  /** The token it was requested with, if any. */
  token?: string;
  type: string;
  title: string;
  config: JsonObject;
  /** `null` until the first push. */
  data: JsonObject | null;
  /** ISO 8601 with offset, `null` until the first push. */
  data_updated_at: string | null;
  /** Seconds between polls where a stream is impossible. */
  refresh_interval: number;
  /** Grows with every push; a smaller version never replaces a larger one. */
  version: number;
  /** Why its source could not be read last time, for people; `data` is then the previous one. Absent or `null` otherwise. */
  source_error?: string | null;
  error: null;
}

/** An entry that could not be served, and why. */
export interface LiveRefusal {
  key?: string;
  token?: string;
  error: LiveError;
}

/** Place of one widget on the 12-column grid of a page. */
export interface LivePlace {
  key: string;
  page: number;
  x: number;
  y: number;
  w: number;
  h: number;
}

export type ParameterValue = string | number | boolean | null;

export interface LiveParameter {
  name: string;
  label: string;
  /** The default. */
  value: ParameterValue;
  /** The allowed values; any when absent. */
  options?: ParameterValue[];
}

/** Body of `POST /live/query`: asks for a dashboard's widgets with other parameter values. */
export interface QueryRequest {
  dashboard: LiveEntry;
  params: Record<string, ParameterValue>;
  proof?: string[];
}

/** Its answer: the widgets with a data source, computed with these values. No stream carries them. */
export interface QueryAnswer {
  widgets: LiveWidget[];
}

export interface LiveDashboard {
  key: string;
  token?: string;
  name: string;
  background: string;
  pages: { number: number; name: string }[];
  layout: LivePlace[];
  /** Parameters that readers may set; see `QueryRequest`. */
  parameters?: LiveParameter[];
  error: null;
}

/**
 * Answer of `POST /live`. `widgets` starts with the requested ones in their order, followed by the other ones
 * on the requested dashboards.
 */
export interface LiveAnswer {
  /** Path of the stream, relative to the server. */
  stream: string;
  /** Seconds within which the stream must be opened. */
  expires_in: number;
  widgets: (LiveWidget | LiveRefusal)[];
  dashboards: (LiveDashboard | LiveRefusal)[];
}

/** `event: data` */
export type DataEvent = Pick<LiveWidget, 'key' | 'version' | 'data' | 'data_updated_at'>;
/** `event: widget`: title, config or place changed. It includes the data, so that this event is enough to redraw. */
export type WidgetEvent = Omit<LiveWidget, 'error' | 'token'>;
/** `event: gone` */
export interface GoneEvent {
  key: string;
  reason: 'revoked' | 'deleted' | 'private';
}

/** The possible answers for an entry. */
export type LiveState = LiveWidget | LiveDashboard | LiveRefusal;
