import { readdir } from 'node:fs/promises';
import os from 'node:os';
import { basename } from 'node:path';
import { lines, quietly, run } from './measure.ts';

export interface Process {
  pid: string;
  name: string;
  /** Percent of one core since the last measurement. */
  share: number;
  /** Resident memory in bytes. */
  memory: number;
  /** Seconds of processor time since it started. */
  time: number;
  /** Milliseconds since 1970. */
  startedAt: number;
}

/** All processes with the same name. */
export type Program = Pick<Process, 'name' | 'share' | 'memory' | 'time'>;

/** Clock ticks per second that Linux reports to user space, whatever the kernel uses (`man 5 proc`). */
const HERTZ = 100;

/**
 * Linux tells in /proc, others through ps; none where the system does not say.
 * @returns a function that gives the processes that hold memory, the busiest since its last call first
 */
export function processMeter(): () => Promise<Process[]> {
  let before = new Map<string, number>();
  let at = performance.now();
  let pageSize: number | undefined;
  let names = new Map<string, string>();
  return async () => {
    const pids = ((await quietly(readdir('/proc'))) ?? []).filter((name) => /^\d+$/.test(name));
    const found = pids.length > 0 ? await viaProc(pids) : await viaPs();
    return found.filter(({ memory }) => memory > 0).sort((a, b) => b.share - a.share || b.memory - a.memory);
  };

  async function viaProc(pids: readonly string[]): Promise<Process[]> {
    pageSize ??= Number((await quietly(run('getconf', ['PAGESIZE'])))?.stdout) || 4096;
    const seconds = (performance.now() - at) / 1000 || 1;
    at = performance.now();
    const booted = Date.now() - 1000 * os.uptime();
    const now = new Map<string, number>();
    const found: Process[] = [];
    const known = new Map<string, string>();
    for (const pid of pids) {
      const stat = (await lines(`/proc/${pid}/stat`))[0] ?? '';
      const [, thread, rest] = /^\d+ \((.*)\) (.*)$/.exec(stat) ?? [];
      if (!thread || !rest) continue;
      const id = `${pid} ${thread}`;
      const name = names.get(id) ?? (await commandOf(pid)) ?? thread;
      known.set(id, name);
      const fields = rest.split(' ').map(Number);
      const ticks = (fields[11] ?? 0) + (fields[12] ?? 0);
      now.set(pid, ticks);
      found.push({
        pid,
        name,
        share: (100 * (ticks - (before.get(pid) ?? ticks))) / HERTZ / seconds,
        memory: (fields[21] ?? 0) * pageSize,
        time: ticks / HERTZ,
        startedAt: booted + (1000 * (fields[19] ?? 0)) / HERTZ,
      });
    }
    before = now;
    names = known;
    return found;
  }
}

/** Name of the executable, for programs that rename their first thread; `undefined` without a command line. */
async function commandOf(pid: string): Promise<string | undefined> {
  const [command = ''] = ((await lines(`/proc/${pid}/cmdline`))[0] ?? '').split(/[\0 ]/);
  return basename(command).replace(/:$/, '') || undefined;
}

async function viaPs(): Promise<Process[]> {
  const format = 'pid=,pcpu=,rss=,time=,etime=,comm=';
  const output = (await quietly(run('ps', ['-Aceo', format])))?.stdout ?? '';
  return [...output.matchAll(/^\s*(\d+)\s+([\d.]+)\s+(\d+)\s+(\S+)\s+(\S+)\s+(.+)$/gm)].map(
    ([, pid = '', share, memory, time = '', age = '', name = '']) => ({
      ...{ pid, name, share: Number(share), memory: 1024 * Number(memory) },
      ...{ time: secondsOf(time), startedAt: Date.now() - 1000 * secondsOf(age) },
    }),
  );
}

/** Parses `[[dd-]hh:]mm:ss` of ps into seconds. */
function secondsOf(clock: string): number {
  const [days, rest = ''] = clock.includes('-') ? clock.split('-') : ['0', clock];
  return 86_400 * Number(days) + rest.split(':').reduce((all, part) => 60 * all + Number(part), 0);
}

/** Groups processes by name, in order of first appearance. */
export function programsOf(processes: readonly Process[]): Program[] {
  const found = new Map<string, Program>();
  for (const { name, share, memory, time } of processes) {
    const program = found.get(name) ?? { name, share: 0, memory: 0, time: 0 };
    program.share += share;
    program.memory += memory;
    program.time += time;
    found.set(name, program);
  }
  return [...found.values()];
}
