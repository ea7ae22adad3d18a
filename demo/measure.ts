import { execFile } from 'node:child_process';
import { readdir, readFile, statfs } from 'node:fs/promises';
import os from 'node:os';
import { promisify } from 'node:util';

/** Share of all cores since the measurement before, in percent. */
export interface Cpu {
  user: number;
  system: number;
}

/** Bytes since the machine started, over all interfaces but the loopback; `undefined` where the system does not say. */
export interface Traffic {
  received: number;
  sent: number;
}

/** In bytes. */
export interface Memory {
  total: number;
  programs: number;
  cache: number;
  free: number;
}

export interface Disk {
  mount: string;
  total: number;
  free: number;
}

export interface Program {
  name: string;
  /** Percent of one core. */
  share: number;
}

const run = promisify(execFile);
const quietly = <T>(work: Promise<T>): Promise<T | undefined> => work.catch(() => undefined);
const lines = async (file: string): Promise<string[]> => (await quietly(readFile(file, 'utf8')))?.split('\n') ?? [];

/** @returns a function that measures what happened since its last call */
export function cpuMeter(): () => Cpu {
  let before = times();
  return () => {
    const now = times();
    const all = now.total - before.total || 1;
    const share = (name: 'user' | 'system') => Math.max(0, (100 * (now[name] - before[name])) / all);
    const cpu = { user: share('user'), system: share('system') };
    before = now;
    return cpu;
  };

  function times() {
    const sum = { user: 0, system: 0, total: 0 };
    for (const { times: t } of os.cpus()) {
      sum.user += t.user + t.nice;
      sum.system += t.sys + t.irq;
      sum.total += t.user + t.nice + t.sys + t.irq + t.idle;
    }
    return sum;
  }
}

export async function memory(): Promise<Memory> {
  const total = os.totalmem();
  const info = Object.fromEntries((await lines('/proc/meminfo')).map((line) => line.split(/:\s+/)));
  const kilobytes = (name: string): number => 1024 * Number.parseInt(info[name] ?? '0', 10);
  const free = kilobytes('MemFree') || os.freemem();
  const cache = kilobytes('Cached') + kilobytes('Buffers') + kilobytes('SReclaimable');
  return { total, free, cache, programs: Math.max(0, total - free - cache) };
}

/** Linux tells in /proc, macOS through netstat. */
export async function traffic(): Promise<Traffic | undefined> {
  const rows = (await lines('/proc/net/dev')).slice(2).map((line) => line.trim().split(/[:\s]+/));
  const real = rows.filter(([name, received]) => name && received && name !== 'lo');
  const sum = (column: number): number => real.reduce((all, row) => all + Number(row[column]), 0);
  if (real.length) return { received: sum(1), sent: sum(9) };
  const table = (await quietly(run('netstat', ['-ibn'])))?.stdout.split('\n') ?? [];
  const links = table.map((line) => line.split(/\s+/)).filter((row) => row[2]?.startsWith('<Link') && row[0] !== 'lo0');
  const last = (row: string[], fromEnd: number): number => Number(row.at(-fromEnd)) || 0;
  return links.length
    ? {
        received: links.reduce((all, row) => all + last(row, 5), 0),
        sent: links.reduce((all, row) => all + last(row, 2), 0),
      }
    : undefined;
}

/** The file systems that lie on a device, the fullest first; at least the one we run on. */
export async function disks(): Promise<Disk[]> {
  const mounted = (await lines('/proc/mounts')).map((line) => line.split(' '));
  const devices = new Map(
    mounted.filter(([device]) => device?.startsWith('/dev/')).map(([device, mount]) => [device, mount]),
  );
  const mounts = new Set([process.cwd().startsWith('/') ? '/' : process.cwd(), ...devices.values()]);
  const measured = await Promise.all(
    [...mounts].map(async (mount = '/'): Promise<Disk | undefined> => {
      const { blocks, bavail, bsize } = (await quietly(statfs(mount))) ?? { blocks: 0, bavail: 0, bsize: 0 };
      return blocks ? { mount, total: blocks * bsize, free: bavail * bsize } : undefined;
    }),
  );
  // Containers mount single files of one device: what is equally large and full is the same disk.
  const distinct = new Map(
    measured.filter((disk) => disk !== undefined).map((disk) => [`${disk.total}/${disk.free}`, disk]),
  );
  return [...distinct.values()].sort((a, b) => a.free / a.total - b.free / b.total);
}

/** @returns a function that gives the busiest programs since its last call; none where the system does not say */
export function programMeter(): () => Promise<Program[]> {
  const HERTZ = 100;
  let before = new Map<string, number>();
  let at = performance.now();
  return async () => {
    const pids = ((await quietly(readdir('/proc'))) ?? []).filter((name) => /^\d+$/.test(name));
    if (!pids.length) return viaPs();
    const now = new Map<string, number>();
    const shares = new Map<string, number>();
    const seconds = (performance.now() - at) / 1000 || 1;
    for (const pid of pids) {
      const stat = (await lines(`/proc/${pid}/stat`))[0] ?? '';
      const [, name, rest] = /^\d+ \((.*)\) (.*)$/.exec(stat) ?? [];
      if (!name || !rest) continue;
      const fields = rest.split(' ');
      const ticks = Number(fields[11]) + Number(fields[12]);
      now.set(pid, ticks);
      const used = ticks - (before.get(pid) ?? ticks);
      shares.set(name, (shares.get(name) ?? 0) + (100 * used) / HERTZ / seconds);
    }
    before = now;
    at = performance.now();
    return busiest(shares);
  };

  async function viaPs(): Promise<Program[]> {
    const output = (await quietly(run('ps', ['-Aceo', 'pcpu=,comm='])))?.stdout ?? '';
    const shares = new Map<string, number>();
    for (const [, share, name = ''] of output.matchAll(/^\s*([\d.]+)\s+(.+)$/gm))
      shares.set(name, (shares.get(name) ?? 0) + Number(share));
    return busiest(shares);
  }
}

const busiest = (shares: Map<string, number>): Program[] =>
  [...shares].map(([name, share]) => ({ name, share })).sort((a, b) => b.share - a.share);
