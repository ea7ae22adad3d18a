import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ProbeReport } from './probe.ts';

/** Loads the probe into a Node process. */
export const PROBED = ['--expose-gc', '--import', join(import.meta.dirname, 'probe.ts')];

/** A program of a benchmark in its own process, so that nothing shares the event loop of what is measured. */
export class Program {
  readonly child: ChildProcess;

  constructor(name: string, execArgv: string[] = []) {
    this.child = fork(join(import.meta.dirname, `${name}.ts`), [], {
      execArgv,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
  }

  /** The next message it sends. @throws when it ends first */
  heard<T>(): Promise<T> {
    return heard(this.child);
  }

  /** Sends a message and waits for the next one back. */
  async ask<T>(order: object): Promise<T> {
    const answer = this.heard<T>();
    this.child.send(order);
    return answer;
  }

  /** The report of its probe. */
  async probe(order: 'reset' | 'report'): Promise<ProbeReport> {
    return probe(this.child, order);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill();
    await once(this.child, 'exit');
  }
}

export async function probe(child: ChildProcess, order: 'reset' | 'report'): Promise<ProbeReport> {
  const report = heard<ProbeReport>(child);
  child.send(order);
  return report;
}

/** The next message of a forked process. @throws when it ends first */
export async function heard<T>(child: ChildProcess): Promise<T> {
  const ended = new AbortController();
  try {
    return await Promise.race([
      once(child, 'message', { signal: ended.signal }).then(([message]) => message as T),
      once(child, 'exit', { signal: ended.signal }).then(([code]) => {
        throw new Error(`the program ended with ${code}`);
      }),
    ]);
  } finally {
    ended.abort();
  }
}
