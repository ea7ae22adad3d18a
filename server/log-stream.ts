import { write, writeSync } from 'node:fs';
import { type DestinationStream, type Logger, pino } from 'pino';
import { loggableError } from './http/log.ts';

/** Most characters buffered for the reader of the log; beyond that, lines are dropped. */
const MOST_WAITING = 4 * 1024 * 1024;
/** Milliseconds after which writing to a slow reader is retried. */
const PAUSE = 100;
const NOTHING: Uint8Array = new Uint8Array();

/** A destination for log lines. */
export interface LogStream {
  write(line: string): void;
  /** Writes the buffered lines before the process exits. */
  flushSync(): void;
}

/**
 * Writes lines to a file descriptor, in order and without blocking. Lines that cannot be written, because nobody reads
 * them any more or the disk is full, are dropped: logging must stop neither the server nor its shutdown. Pino's own
 * destination would retry forever at exit.
 */
export function createLogStream(fd: number): LogStream {
  let waiting = '';
  let rest = NOTHING;
  let isBusy = false;

  function next(): void {
    if (rest.length === 0) [rest, waiting] = [Buffer.from(waiting), ''];
    isBusy = rest.length > 0;
    if (isBusy) write(fd, rest, (error, count) => written(error, count));
  }

  function written(error: NodeJS.ErrnoException | null, count: number): void {
    if (error?.code === 'EAGAIN') {
      setTimeout(next, PAUSE).unref();
      return;
    }
    rest = error ? NOTHING : rest.subarray(count);
    next();
  }

  return {
    write(line) {
      if (waiting.length < MOST_WAITING) waiting += line;
      if (!isBusy) next();
    },
    flushSync() {
      try {
        // The pending write is left to the operating system.
        for (let left: Uint8Array = Buffer.from(waiting); left.length > 0; ) left = left.subarray(writeSync(fd, left));
      } catch {
        // There is nowhere to report it.
      }
      waiting = '';
    },
  };
}

/**
 * JSON lines with a timestamp. Pino's own error serializer would include all properties of an error: values a database
 * refused, or a whole lost connection.
 */
export const createLog = (level: string, stream: DestinationStream): Logger =>
  pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, serializers: { err: loggableError } }, stream);
