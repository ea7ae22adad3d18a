import type { JsonObject } from './widget.ts';

/** What a page asks for: a widget or dashboard by its key, or by a token that grants it. */
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

/** Everything needed to draw one widget. Times that matter to a client are seconds left, `data_updated_at` is for people. */
export interface LiveWidget {
  key: string;
  /** The token it was asked by, when it was asked by one. */
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
  /** Why its source could not be read the last time, for people; the data are those of before. Nothing when all is well. */
  source_error?: string | null;
  error: null;
}

/** An entry that could not be served: it names what was asked and why not. */
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
  /** What is asked when nobody chooses. */
  value: ParameterValue;
  /** The values there are; any, when absent. */
  options?: ParameterValue[];
}

/** Body of `POST /live/query`: a dashboard's widgets by other values of its parameters. */
export interface QueryRequest {
  dashboard: LiveEntry;
  params: Record<string, ParameterValue>;
  proof?: string[];
}

/** Its answer: the widgets that fill themselves, as these values make them. They are not on any stream. */
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
  /** What readers may set, for the widgets that are asked for: `POST /live/query`. */
  parameters?: LiveParameter[];
  error: null;
}

/**
 * Answer of `POST /live`. `widgets` starts with the asked ones in their order, followed by those
 * that the dashboards need and nobody asked for by name.
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
/** `event: widget`: title, config or place changed; the data comes along so that one event suffices to redraw. */
export type WidgetEvent = Omit<LiveWidget, 'error' | 'token'>;
/** `event: gone` */
export interface GoneEvent {
  key: string;
  reason: 'revoked' | 'deleted' | 'private';
}

/** What an entry may be answered with. */
export type LiveState = LiveWidget | LiveDashboard | LiveRefusal;
