import { write, writeSync } from 'node:fs';
import { type DestinationStream, type Logger, pino } from 'pino';
import { loggableError } from './http/log.ts';

/** Characters that wait for whoever reads the log; beyond that, lines are lost. */
const MOST_WAITING = 4 * 1024 * 1024;
/** Milliseconds after which a reader that was behind is tried again. */
const PAUSE = 100;
const NOTHING: Uint8Array = new Uint8Array();

/** Where lines of a log go. */
export interface LogStream {
  write(line: string): void;
  /** Writes what waits, for a process that is about to end. */
  flushSync(): void;
}

/**
 * Lines to a file descriptor, in order and without waiting for it. Where they cannot be written, because nobody reads
 * them any more or the disk is full, they are lost: a log stops neither the server nor its end. Pino's own destination
 * tries such a one again for ever when the process ends.
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
        // What is on its way now is the system's to finish.
        for (let left: Uint8Array = Buffer.from(waiting); left.length > 0; ) left = left.subarray(writeSync(fd, left));
      } catch {
        // There is nobody to tell.
      }
      waiting = '';
    },
  };
}

/**
 * JSON lines with their time. Pino's own form of an error has all that hangs on it: the values a database refused, and
 * the whole of a connection that was lost.
 */
export const createLog = (level: string, stream: DestinationStream): Logger =>
  pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, serializers: { err: loggableError } }, stream);
