/**
 * A font made here, so that a sheet is the same on every machine, whatever fonts are installed there: every character has
 * a glyph in it, a pattern of bars that differs from its neighbours', and a width of its own kind. Format: OpenType 1.9
 * with TrueType outlines (https://learn.microsoft.com/typography/opentype/spec/otff).
 */

const EM = 1000;
const ASCENT = 950;
const DESCENT = 250;
const LAST = 0x1faff;
const NARROW = new Set("iljtfrI.,:;'|!()[]{}`");
const WIDE = new Set('mwMW@%');

/** Places in the font: nothing known, a blank, ASCII, 64 patterns for all other letters and 64 for wide ones. */
const BLANK = 1;
const ASCII = 2;
const OTHER = ASCII + 0x5f;
const SQUARE = OTHER + 64;
const COUNT = SQUARE + 64;

const isBlank = (code: number): boolean =>
  code === 0x20 ||
  code === 0xa0 ||
  (code >= 0x2000 && code <= 0x200f) ||
  (code >= 0x2028 && code <= 0x202f) ||
  (code >= 0x205f && code <= 0x206f) ||
  (code >= 0xfe00 && code <= 0xfe0f) ||
  code === 0xfeff;
const isSquare = (code: number): boolean => (code >= 0x2e80 && code <= 0xd7ff) || code >= 0xf900;

function glyphOf(code: number): number {
  if (isBlank(code)) return BLANK;
  if (code < 0x7f) return ASCII + code - 0x20;
  return (isSquare(code) ? SQUARE : OTHER) + (code % 64);
}

function widthOf(glyph: number): number {
  if (glyph === BLANK) return 280;
  if (glyph >= SQUARE) return EM;
  const letter = glyph >= ASCII && glyph < OTHER ? String.fromCharCode(glyph - ASCII + 0x20) : '';
  if (NARROW.has(letter)) return 300;
  return WIDE.has(letter) ? 850 : /[A-Z]/.test(letter) ? 660 : 560;
}

const u16 = (...values: number[]): Buffer => Buffer.from(values.flatMap((value) => [(value >> 8) & 255, value & 255]));
const u32 = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value >>> 0, 4 * index);
  return bytes;
};
const padded = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);

/** A foot on the base line, and a bar for each bit of the glyph's number. */
function outline(glyph: number): Buffer {
  if (glyph === BLANK) return Buffer.alloc(0);
  const width = widthOf(glyph);
  const half = (width - 100) / 2;
  const bars = [[50, 0, width - 50, 90]];
  for (let bit = 0; bit < 8; bit += 1)
    if ((glyph >> bit) & 1) {
      const [x, y] = [50 + (bit % 2) * half, 150 + (bit >> 1) * 150];
      bars.push([x, y, x + half - 20, y + 110]);
    }
  const points = bars.flatMap(([x0 = 0, y0 = 0, x1 = 0, y1 = 0]) => [
    [x0, y0],
    [x0, y1],
    [x1, y1],
    [x1, y0],
  ]);
  const steps = (axis: 0 | 1) =>
    u16(...points.map((point, index) => Math.round((point[axis] ?? 0) - (points[index - 1]?.[axis] ?? 0))));
  const top = Math.max(...points.map(([, y = 0]) => y));
  return padded(
    Buffer.concat([
      u16(bars.length, 50, 0, width - 50, top),
      u16(...bars.map((_, index) => 4 * index + 3)),
      u16(0),
      Buffer.alloc(points.length, 1),
      steps(0),
      steps(1),
    ]),
  );
}

/** Runs of characters whose glyphs follow each other (cmap format 12). */
function characters(): Buffer {
  const groups: [first: number, last: number, glyph: number][] = [];
  for (let code = 0x20; code <= LAST; code += 1) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    const glyph = glyphOf(code);
    const group = groups.at(-1);
    if (group && group[1] === code - 1 && group[2] + code - group[0] === glyph) group[1] = code;
    else groups.push([code, code, glyph]);
  }
  const table = Buffer.concat([
    u32(16 + 12 * groups.length, 0, groups.length),
    ...groups.map((group) => u32(...group)),
  ]);
  return Buffer.concat([u16(0, 1, 3, 10), u32(12), u16(12, 0), table]);
}

/** The font as a file. */
export function makeFont(): Buffer {
  const glyphs = Array.from({ length: COUNT }, (_, glyph) => outline(glyph));
  const offsets = [0];
  for (const { length } of glyphs) offsets.push((offsets.at(-1) ?? 0) + length);
  const name = Buffer.from('Sheet', 'utf16le').swap16();
  const tables: Record<string, Buffer> = {
    'OS/2': Buffer.concat([
      u16(3, 560, 400, 5, 0, 650, 600, 0, 75, 650, 600, 0, 350, 50, 300, 0),
      Buffer.alloc(10 + 16),
      Buffer.from('TEST'),
      u16(0x40, 0x20, 0xffff, ASCENT, -DESCENT, 0, ASCENT, DESCENT),
      Buffer.alloc(8),
      u16(500, 700, 0, 32, 0),
    ]),
    cmap: characters(),
    glyf: Buffer.concat(glyphs),
    head: Buffer.concat([
      u32(0x10000, 0x10000, 0, 0x5f0f3cf5),
      u16(3, EM),
      Buffer.alloc(16),
      u16(0, 0, EM, ASCENT, 0, 8, 2, 1, 0),
    ]),
    hhea: u16(1, 0, ASCENT, -DESCENT, 0, EM, 0, 0, EM, 1, 0, 0, 0, 0, 0, 0, 0, COUNT),
    hmtx: u16(...glyphs.flatMap((_, glyph) => [widthOf(glyph), glyph === BLANK ? 0 : 50])),
    loca: u32(...offsets),
    maxp: u16(1, 0, COUNT, 64, 16, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
    name: Buffer.concat([
      u16(0, 4, 6 + 4 * 12, ...[1, 2, 4, 6].flatMap((id) => [3, 1, 0x409, id, name.length, 0])),
      name,
    ]),
    post: u32(0x30000, 0, 0xff9c0032, 0, 0, 0, 0, 0),
  };
  const names = Object.keys(tables).sort();
  let at = 12 + 16 * names.length;
  const directory = names.map((each) => {
    const bytes = tables[each] as Buffer;
    const entry = Buffer.concat([Buffer.from(each), u32(sum(bytes), at, bytes.length)]);
    at += padded(bytes).length;
    return entry;
  });
  const power = 2 ** Math.floor(Math.log2(names.length));
  const header = u16(1, 0, names.length, 16 * power, Math.log2(power), 16 * (names.length - power));
  return Buffer.concat([header, ...directory, ...names.map((each) => padded(tables[each] as Buffer))]);
}

function sum(bytes: Buffer): number {
  const words = padded(bytes);
  let total = 0;
  for (let at = 0; at < words.length; at += 4) total = (total + words.readUInt32BE(at)) >>> 0;
  return total;
}
