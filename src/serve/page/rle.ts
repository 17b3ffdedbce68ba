// COCO's run lengths as text: five bits a character, the lowest first; the fourth count and those after
// it are differences to the one two before.

const firstCharacter = 48;
const groupBits = 5;
const moreFollow = 0x20;
const signBit = 0x10;

// The lengths of alternating runs of 0 and 1. Throws where the text is none.
export function runLengths(text: string): number[] {
  const counts: number[] = [];
  let value = 0;
  let shift = 0;
  for (let i = 0; i < text.length; ++i) {
    const group = text.charCodeAt(i) - firstCharacter;
    if (group < 0 || group > 63 || shift > 30) throw new Error(`RLE: character ${i} is none`);
    value += (group & 0x1f) * 2 ** shift;
    shift += groupBits;
    if (group & moreFollow) continue;
    if (group & signBit) value -= 2 ** shift;
    if (counts.length > 2) value += counts[counts.length - 2] ?? 0;
    counts.push(value);
    value = 0;
    shift = 0;
  }
  if (shift !== 0) throw new Error('RLE: the text ends within a number');
  return counts;
}

// The mask row by row, 1 where the object is. Runs go down the columns.
export function decodeMask(text: string, width: number, height: number): Uint8Array {
  const mask = new Uint8Array(width * height);
  let pixel = 0;
  let value = 0;
  for (const run of runLengths(text)) {
    if (run < 0 || pixel + run > mask.length) throw new Error('RLE: the counts do not fit the size');
    if (value === 1) fillColumnRun(mask, width, height, pixel, pixel + run);
    pixel += run;
    value = 1 - value;
  }
  if (pixel !== mask.length) throw new Error('RLE: the counts do not fit the size');
  return mask;
}

function fillColumnRun(mask: Uint8Array, width: number, height: number, begin: number, end: number): void {
  let x = Math.floor(begin / height);
  let y = begin - x * height;
  for (let i = begin; i < end; ++i) {
    mask[y * width + x] = 1;
    if (++y === height) {
      y = 0;
      ++x;
    }
  }
}

// Pixels that are 1, without decoding.
export function maskArea(text: string): number {
  return runLengths(text).reduce((sum, run, i) => (i % 2 === 1 ? sum + run : sum), 0);
}
