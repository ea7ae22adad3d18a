import { parse, type TypeSpec } from '../../../components/model/parse.ts';
import { types } from '../../../components/model/types/index.ts';
import type { Json, JsonObject } from '../../../components/model/widget.ts';
import { charts } from './charts.ts';
import { figures } from './figures.ts';
import { rows } from './rows.ts';
import type { Sample } from './sample.ts';
import { words } from './words.ts';

export type { Sample };

const SPECIAL: Readonly<Record<string, readonly Sample[]>> = { ...figures, ...rows, ...charts, ...words };

/** Data in place of samples whose address belongs to somebody else. */
const ORDINARY: Readonly<Record<string, Sample['data']>> = { embed: { url: '{{host}}/gallery/inner' } };

/** Every sample of a type, the ordinary one first. `host` is the origin of the gallery, for samples that show a page. */
export function samplesOf(type: string, host: string): Sample[] {
  const spec = types[type];
  if (!spec) throw new Error(`unknown type ${type}`);
  const { config, data } = spec.sample;
  const all = [{ name: 'Ordinary', config, data: ORDINARY[type] ?? data }, ...(SPECIAL[type] ?? [])];
  return JSON.parse(JSON.stringify(all).replaceAll('{{host}}', host)) as Sample[];
}

/** Values that are hardly ever valid. */
const NONSENSE: readonly Json[] = [true, 'a word', 17, {}, [true], [[[]]]];

/** The data of a sample with one invalid field, so that the frame shows an error. */
export function wrongData(spec: TypeSpec, data: JsonObject): JsonObject {
  for (const field of Object.keys({ ...data, ...spec.data }))
    for (const nonsense of NONSENSE) {
      const wrong = { ...data, [field]: nonsense };
      if (parse(spec, spec.sample.config, wrong).issues.length) return wrong;
    }
  throw new Error(`no data of ${spec.type} is wrong`);
}
