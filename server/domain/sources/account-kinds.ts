import type { JsonObject } from '../../../components/model/widget.ts';

/** What fills a widget from an account, or from a service that asks for none. */
export interface AccountSource extends JsonObject {
  type: 'account';
  /** The kind of account, as the registry names it. */
  service: string;
  account_id: number | null;
  params: JsonObject;
}

/** What opens a service: the fields of its kind, by name. */
export type Credentials = Readonly<Record<string, string>>;

/** One field of a kind of account. */
export interface AccountField {
  readonly name: string;
  readonly required: boolean;
  /** Of the whole value; what it must be, for people, is `expected`. */
  readonly pattern?: RegExp;
  readonly expected?: string;
  /** Whether it says where the others are sent. */
  readonly isPlace?: boolean;
}

/** A widget kind that a service fills. */
export interface ServiceWidget {
  /** Fields of the widget's content, and whether it can do without. */
  readonly params: Readonly<Record<string, 'required' | 'optional'>>;
  readonly needsAccount: boolean;
}

/** A service outside: what it asks for and what it can fill. */
export interface AccountKind {
  readonly fields: readonly AccountField[];
  /** By widget kind. */
  readonly widgets: Readonly<Record<string, ServiceWidget>>;
  /** Whether the service says how an account is called, whatever its owner says. */
  readonly namesItself?: boolean;
  /**
   * Asks the service whether the credentials are good for anything.
   * @returns the name under which it knows the account, if it tells
   * @throws DomainError `invalid`
   */
  check(credentials: Credentials): Promise<{ username?: string }>;
}

export type AccountKinds = Readonly<Record<string, AccountKind>>;
