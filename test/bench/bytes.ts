import { build } from 'vite';
import { chunk, closure, gzipSize, readBundle, weight } from '../support/bundle.ts';
import { limited, type Result } from './result.ts';

const KINDS = ['Bar', 'Line', 'Pie', 'Doughnut'];

/** The smallest scripts that import what we use of each library. */
const FLOORS: Record<string, string> = {
  lit: "import { LitElement, html, css } from 'lit'; window.a = [LitElement, html, css];",
  chart: `import { Chart, ${KINDS.map((kind) => `${kind}Controller`).join(', ')}, BarElement, LineElement, PointElement,
    ArcElement, CategoryScale, LinearScale, Legend, Tooltip, Filler } from 'chart.js';
    Chart.register(${KINDS.map((kind) => `${kind}Controller`).join(', ')}, BarElement, LineElement, PointElement,
    ArcElement, CategoryScale, LinearScale, Legend, Tooltip, Filler); window.a = Chart;`,
};

/** The size of a script after the same minifier and compression as ours. */
async function floorOf(name: string): Promise<number> {
  const id = `virtual:${name}.js`;
  const output = await build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, minify: true, target: 'es2022', rollupOptions: { input: id } },
    plugins: [
      { name, resolveId: (source) => (source === id ? id : null), load: (at) => (at === id ? FLOORS[name] : null) },
    ],
  });
  const outputs = (Array.isArray(output) ? output : [output]).flatMap((each) => ('output' in each ? each.output : []));
  return outputs.reduce((sum, file) => sum + ('code' in file ? gzipSize(file.code) : 0), 0);
}

/** Bytes after gzip at level 9, compared with the libraries alone. */
export async function run(): Promise<Result[]> {
  const bundle = readBundle();
  const [lit, chart] = await Promise.all([floorOf('lit'), floorOf('chart')]);
  const start = closure(bundle, 'bc.js');
  const all = closure(bundle, 'bc.js', chunk(bundle, 'client'));
  const view = closure(bundle, chunk(bundle, 'chart')).filter((each) => !all.includes(each));
  const charts = closure(bundle, ...view.flatMap(({ path, lazy }) => [path, ...lazy])).filter(
    (each) => !all.includes(each),
  );
  return [
    limited('number page until drawn', lit, weight(start), 'B', 8192),
    limited('number page, stream included', lit, weight(all), 'B', 12_288),
    limited('embed.js', null, weight(closure(bundle, 'embed.js')), 'B', 2048),
    limited('what the first chart loads', chart, weight(charts), 'B', 65 * 1024),
  ];
}
