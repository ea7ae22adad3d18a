import { execFile } from 'node:child_process';
import { readFile, statfs } from 'node:fs/promises';
import os from 'node:os';
import { promisify } from 'node:util';

/** Load of all cores since the last measurement, in percent. */
export interface Cpu {
  user: number;
  system: number;
}

/** In whole percent with a sum of at most 100: for 100.1, the chart's scale would go up to 150. */
export function wholeShares({ user, system }: Cpu): Cpu {
  const whole = Math.round(user);
  return { user: whole, system: Math.round(user + system) - whole };
}

/** Bytes since boot over all interfaces except loopback; `undefined` if the system does not tell. */
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

/** Runs a command. */
export const run = promisify(execFile);
/** The result, or `undefined` if it fails. */
export const quietly = <T>(work: Promise<T>): Promise<T | undefined> => work.catch(() => undefined);
export const lines = async (file: string): Promise<string[]> =>
  (await quietly(readFile(file, 'utf8')))?.split('\n') ?? [];

/** Times of a core, in milliseconds since boot. */
interface Times {
  user: number;
  system: number;
  total: number;
}

const times = (): Times[] =>
  os.cpus().map(({ times: t }) => ({
    user: t.user + t.nice,
    system: t.sys + t.irq,
    total: t.user + t.nice + t.sys + t.irq + t.idle,
  }));

/** @returns a function that measures the load since its last call, of all cores and of each one (percent) */
export function cpuMeter(): () => Cpu & { cores: number[] } {
  let before = times();
  return () => {
    const now = times();
    const spent = now.map((core, index): Times => {
      const { user, system, total } = before[index] ?? core;
      return { user: core.user - user, system: core.system - system, total: core.total - total };
    });
    before = now;
    const sum = (name: keyof Times): number => spent.reduce((all, core) => all + core[name], 0);
    const percent = (part: number, whole: number): number => Math.min(100, Math.max(0, (100 * part) / (whole || 1)));
    return {
      user: percent(sum('user'), sum('total')),
      system: percent(sum('system'), sum('total')),
      cores: spent.map(({ user, system, total }) => percent(user + system, total)),
    };
  };
}

export async function memory(): Promise<Memory> {
  const total = os.totalmem();
  const info = Object.fromEntries((await lines('/proc/meminfo')).map((line) => line.split(/:\s+/)));
  const kilobytes = (name: string): number => 1024 * Number.parseInt(info[name] ?? '0', 10);
  const free = kilobytes('MemFree') || os.freemem();
  const cache = kilobytes('Cached') + kilobytes('Buffers') + kilobytes('SReclaimable');
  return { total, free, cache, programs: Math.max(0, total - free - cache) };
}

/** Linux has the figures in /proc, macOS in netstat. */
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

/** File systems on devices, fullest first; at least the one we run on. */
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
  // Containers mount single files of one device: the same size and free space mean the same disk.
  const distinct = new Map(
    measured.filter((disk) => disk !== undefined).map((disk) => [`${disk.total}/${disk.free}`, disk]),
  );
  return [...distinct.values()].sort((a, b) => a.free / a.total - b.free / b.total);
}
