/** The exports of `boardcast`: both elements, registered, with their types. */
export type { Problem, Status } from '../bc-widget.ts';
export { BcEvent, type BcEventMap, type Datum } from '../events.ts';
export type { CommonConfig, Json, JsonObject } from '../model/widget.ts';
export { BcSelectEvent } from '../select-event.ts';
export * from './bc-dashboard.ts';
export * from './bc-widget.ts';
export * from './register.ts';
