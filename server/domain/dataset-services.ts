import type { Dataset, Principal } from './model.ts';
import type { Query, QueryOptions, QueryResult, Upload } from './sources/queries.ts';

export interface DatasetDraft {
  name: string;
  upload: Upload;
}

/**
 * The workspace's tables of rows, to make widgets of. Every member reads them; whoever may make dashboards may change
 * them. Rows are always replaced as a whole: whoever reads sees either the old ones or the new ones.
 * Without an engine, everything that needs rows throws DomainError `unavailable`.
 */
export interface Datasets {
  /** By name. */
  list(principal: Principal): Promise<Dataset[]>;
  /** @throws DomainError `not_found` */
  byId(principal: Principal, id: number): Promise<Dataset>;
  /**
   * Its table is named like it: lower-case Latin letters and digits in groups joined by `_` (`Sales 2026, €` becomes
   * `sales_2026`), with `d_` before a digit, and `_2`, `_3`, … after it when the name is taken.
   * @throws DomainError `conflict` when there is a dataset of this name; `invalid` when the rows cannot be read, naming
   * the line, the row or the column; `too_large` when there are too many
   */
  create(principal: Principal, draft: DatasetDraft, signal?: AbortSignal): Promise<Dataset>;
  /** The table keeps its name, so that the questions about it stay good. @throws DomainError `conflict` */
  rename(principal: Principal, id: number, name: string): Promise<Dataset>;
  /** Adds rows of the same columns, in any order; a column of whole numbers may become one of numbers. */
  append(principal: Principal, id: number, upload: Upload, signal?: AbortSignal): Promise<Dataset>;
  /** New rows, and whatever columns they have, instead of the old ones. */
  replace(principal: Principal, id: number, upload: Upload, signal?: AbortSignal): Promise<Dataset>;
  /** The first rows, in the order they came. @throws DomainError `invalid` for a limit that is not 1 to 100 */
  preview(principal: Principal, id: number, limit?: number, signal?: AbortSignal): Promise<QueryResult>;
  /** Any question about the workspace's datasets, for those who may change them. */
  query(principal: Principal, query: Query, options?: QueryOptions): Promise<QueryResult>;
  /** @throws DomainError `conflict` while a widget shows it */
  remove(principal: Principal, id: number): Promise<void>;
}
