import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench, Result } from './result.ts';

const NAMES = ['push', 'fanout', 'paint', 'page', 'charts', 'boards', 'bytes'];
const LIMIT_MS = 240_000;

const rounded = (value: number | null): string => {
  if (value === null) return '–';
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en', { maximumFractionDigits: digits, minimumFractionDigits: digits });
};

const COLUMNS: { title: string; cell(result: Result): string }[] = [
  { title: '', cell: ({ pass }) => (pass ? '✓' : '✗') },
  { title: 'what', cell: ({ name }) => name },
  { title: 'floor', cell: ({ floor }) => rounded(floor) },
  { title: 'ours', cell: ({ ours }) => rounded(ours) },
  { title: 'unit', cell: ({ unit }) => unit },
  { title: 'ratio', cell: ({ ratio }) => rounded(ratio) },
  { title: 'goal', cell: ({ goal }) => goal },
  { title: 'note', cell: ({ note }) => note ?? '' },
];

function print(results: Result[]): void {
  const rows = [COLUMNS.map(({ title }) => title), ...results.map((each) => COLUMNS.map(({ cell }) => cell(each)))];
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
}

async function measure(name: string): Promise<Result[]> {
  const { run } = (await import(`./${name}.ts`)) as Bench;
  const timer = setTimeout(() => {
    console.error(`${name}: not done after ${LIMIT_MS / 1000} s`);
    process.exit(1);
  }, LIMIT_MS);
  const results = await run();
  clearTimeout(timer);
  return results;
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !NAMES.includes(name));
if (unknown.length > 0) {
  console.error(`No benchmark named ${unknown.join(', ')}: there are ${NAMES.join(', ')}`);
  process.exit(1);
}

execFileSync(process.execPath, [join(import.meta.dirname, '../../server/build.ts')], { stdio: 'inherit' });

let isBroken = false;
const all: Result[] = [];
for (const name of (asked.length > 0 ? asked : NAMES).filter((each) =>
  existsSync(join(import.meta.dirname, `${each}.ts`)),
)) {
  console.log(`\n${name}`);
  try {
    const results = await measure(name);
    print(results);
    all.push(...results);
  } catch (error) {
    isBroken = true;
    console.error(`${name} could not run:`, error);
  }
}
console.log(`\n${all.filter(({ pass }) => pass).length} of ${all.length} goals met`);
process.exit(isBroken ? 1 : 0);
