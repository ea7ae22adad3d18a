import type { Issue } from '../../components/model/widget.ts';

/**
 * Every way a request can fail for a reason the caller should know. Each dialect renders these in its own form;
 * anything else that is thrown is a bare 500.
 */
export type ErrorCode =
  | 'unauthenticated'
  | 'invalid_credential'
  | 'forbidden'
  | 'foreign'
  | 'not_found'
  | 'invalid'
  | 'malformed'
  | 'conflict'
  | 'too_large'
  | 'rate_limited'
  | 'password_required'
  | 'revoked'
  | 'expired'
  | 'unavailable';

export interface ErrorDetails {
  /** What the failure is about: `dashboard`, `widget`, `token`, … */
  subject?: string;
  /** The id as the caller wrote it. */
  id?: string | number;
  /** The permission that is missing: `dashboard:write`, … */
  permission?: string;
  /** Fields that are wrong, with their paths. */
  issues?: Issue[];
  /** Seconds until another try makes sense. */
  retryAfter?: number;
}

/** A failure that the caller can do something about. The message is for people and never holds a secret. */
export class DomainError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}, cause?: unknown) {
    super(message, { cause });
    this.name = 'DomainError';
    this.code = code;
    this.details = details;
  }
}

export const notFound = (subject: string, id: string | number): DomainError =>
  new DomainError('not_found', `${subject} not found`, { subject, id });

/** It exists, in another workspace than the caller's. Dialects answer 403 or 404, as their reference promises. */
export const foreign = (subject: string, id: string | number): DomainError =>
  new DomainError('foreign', `${subject} belongs to another workspace`, { subject, id });

export const forbidden = (permission: string, subject: string, id: string | number): DomainError =>
  new DomainError('forbidden', `missing permission ${permission}`, { permission, subject, id });

/** A signed token that lacks a required claim, or whose signature does not match its issuer. */
export const badToken = (cause?: unknown): DomainError =>
  new DomainError('invalid_credential', 'token is not valid', { subject: 'token' }, cause);

export const expiredToken = (cause?: unknown): DomainError =>
  new DomainError('expired', 'token expired', { subject: 'token' }, cause);

/** The token opens a dashboard only together with its password. */
export const passwordRequired = (): DomainError =>
  new DomainError('password_required', 'this dashboard requires a password', { subject: 'token' });

export const invalid = (...issues: Issue[]): DomainError =>
  new DomainError('invalid', issues.map(({ path, message }) => `${path}: ${message}`).join('; '), { issues });

/** A value outside a fixed set: a country, a time zone, a kind. */
export const noChoice = (path: string, message: string): DomainError =>
  new DomainError('invalid', `${path}: ${message}`, { subject: 'choice', issues: [{ path, message }] });

/** A value that has to be unique is taken. */
export const conflict = (path: string, message: string): DomainError =>
  new DomainError('conflict', message, { issues: [{ path, message }] });
