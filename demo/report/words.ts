import os from 'node:os';
import type { Disk } from './measure.ts';

const GIGABYTE = 1e9;

/** Formats seconds: `2 d 3 h`. */
export function duration(seconds: number): string {
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor((seconds % 86_400) / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  return days ? `${days} d ${hours} h` : hours ? `${hours} h ${minutes} min` : `${minutes} min`;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const escapeText = (text: string): string => text.replace(/[&<>]/g, (character) => ENTITIES[character] ?? character);

/** Usage of each disk, as HTML for an html widget. */
export function diskTable(found: readonly Disk[]): string {
  const rows = found.slice(0, 5).map(({ mount, total, free }) => {
    const share = Math.round(100 * (1 - free / total));
    return `<tr><td><b>${escapeText(mount)}</b></td><td><meter min="0" max="100" high="85" value="${share}">${share}%</meter> ${share}%</td><td>${Math.round(free / GIGABYTE)} GB</td></tr>`;
  });
  return `<table><thead><tr><th>Disk</th><th>Used</th><th>Free</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

/** Facts about this machine, as HTML for an html widget. */
export function systemTable(): string {
  const facts = [
    ['System', `${os.type()} ${os.release().split('-')[0]}`],
    ['Processor', os.cpus()[0]?.model ?? os.arch()],
    ['Node', process.version],
  ];
  const rows = facts.map(([name = '', value = '']) => `<tr><td>${name}</td><td><b>${escapeText(value)}</b></td></tr>`);
  return `<table><tbody>${rows.join('')}</tbody></table>`;
}

/** Formats seconds of processor time. */
export function timeSpent(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  return seconds < 60 ? `${Math.round(seconds)} s` : duration(seconds);
}

/** Instructions to push to a widget oneself, as Markdown. */
export const moveIt = (server: string, key: string): string => `The big number on the first page is **yours**.
Run this in a terminal and watch it change:

\`\`\`sh
curl -X POST ${server}/api/v2/widgets/${key}/data/ \\
  -H "Authorization: Bearer $API_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"value1": 43, "value2": 42}'
\`\`\`

For \`$API_KEY\`, use the API key that \`npm run demo\` printed. [The documentation](${server}/docs/widgets) lists the
fields of every widget type.
`;
