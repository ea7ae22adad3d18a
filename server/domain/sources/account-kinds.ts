import type { JsonObject } from '../../../components/model/widget.ts';

/** A widget's source: an account, or a service that needs none. */
export interface AccountSource extends JsonObject {
  type: 'account';
  /** The kind of account, as the registry names it. */
  service: string;
  account_id: number | null;
  params: JsonObject;
}

/** Credentials of a service: the fields of its kind, by name. */
export type Credentials = Readonly<Record<string, string>>;

/** One field of a kind of account. */
export interface AccountField {
  readonly name: string;
  readonly required: boolean;
  /** Matches the whole value; `expected` describes it for people. */
  readonly pattern?: RegExp;
  readonly expected?: string;
  /** Whether this field decides where the others are sent. */
  readonly isPlace?: boolean;
}

/** A widget kind that a service fills. */
export interface ServiceWidget {
  /** Fields of the widget's content, and whether each is optional. */
  readonly params: Readonly<Record<string, 'required' | 'optional'>>;
  readonly needsAccount: boolean;
}

/** An external service: the credentials it needs and the widget kinds it can fill. */
export interface AccountKind {
  readonly fields: readonly AccountField[];
  /** By widget kind. */
  readonly widgets: Readonly<Record<string, ServiceWidget>>;
  /** Whether the service names the account, so that the owner cannot. */
  readonly namesItself?: boolean;
  /**
   * Asks the service whether the credentials are good for anything.
   * @returns the name under which it knows the account, if it tells
   * @throws DomainError `invalid`
   */
  check(credentials: Credentials): Promise<{ username?: string }>;
}

export type AccountKinds = Readonly<Record<string, AccountKind>>;
