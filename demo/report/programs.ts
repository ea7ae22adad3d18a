import type { Feed } from './feed.ts';
import { memory } from './measure.ts';
import { GIGABYTE, MEGABYTE, round } from './past.ts';
import { type Program, processMeter, programsOf } from './processes.ts';
import { timeSpent } from './words.ts';

const MOST_PROCESSES = 60;
const MOST_PROGRAMS = 8;
/** Minimum change, in percent of a core, that counts as a trend. */
const DIFFERENCE = 0.5;

const largest = (programs: readonly Program[], by: 'time' | 'memory' | 'share'): Program[] =>
  programs.toSorted((a, b) => b[by] - a[by]).slice(0, MOST_PROGRAMS);

/** The second page of the board: running programs and what they use. */
export function reportPrograms({ push }: Feed) {
  const processes = processMeter();
  let before = new Map<string, number>();

  const trendOf = ({ name, share }: Program): 'up' | 'down' | 'flat' => {
    const change = share - (before.get(name) ?? share);
    return Math.abs(change) < DIFFERENCE ? 'flat' : change > 0 ? 'up' : 'down';
  };

  return {
    async everyOtherSecond(): Promise<void> {
      const [found, ram] = await Promise.all([processes(), memory()]);
      await push('Where the memory is', {
        labels: ['Programs', 'Cache', 'Free'],
        datasets: [['GB', [ram.programs, ram.cache, ram.free].map((part) => round(part / GIGABYTE, 2))]],
      });
      if (found.length === 0) return;
      const programs = programsOf(found);
      const heavy = largest(programs, 'memory');
      const busy = largest(programs, 'share').filter(({ share }) => share >= 0.05);
      await Promise.all([
        push('Processes', {
          rows: found.slice(0, MOST_PROCESSES).map(({ pid, name, share, memory, startedAt }) => ({
            ...{ pid, name, cpu: round(share), memory: round(memory / MEGABYTE) },
            since: new Date(startedAt).toISOString(),
          })),
        }),
        push('Most processor time', {
          board: largest(programs, 'time').map((program) => ({
            name: program.name,
            values: [timeSpent(program.time), `${round(program.share)}%`],
            trend: trendOf(program),
          })),
        }),
        push('Memory by program', {
          labels: heavy.map(({ name }) => name),
          datasets: [['MB', heavy.map(({ memory }) => round(memory / MEGABYTE))]],
        }),
        busy.length > 0 &&
          push('Busiest programs', { items: busy.map(({ name, share }) => ({ name, value: `${round(share)}%` })) }),
      ]);
      before = new Map(programs.map(({ name, share }) => [name, share]));
    },
  };
}
