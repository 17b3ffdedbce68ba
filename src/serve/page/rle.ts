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

// The part of a mask that holds all of its object, row by row, 1 where the object is. A rim of one pixel of nothing is
// around it, so that its corner may lie at -1.
export interface Piece {
  x: number;
  y: number;
  width: number;
  height: number;
  mask: Uint8Array;
}

type Run = [begin: number, end: number]; // of the object, in pixels that go down the columns

function objectRuns(text: string, pixels: number): Run[] {
  const runs: Run[] = [];
  let at = 0;
  for (const [i, count] of runLengths(text).entries()) {
    if (count < 0) throw new Error('RLE: a count is negative');
    if (i % 2 === 1 && count > 0) runs.push([at, at + count]);
    at += count;
  }
  if (at !== pixels) throw new Error('RLE: the counts do not fit the size');
  return runs;
}

// Of the pieces of runs that lie in one column: visit(x, top, bottom), the bottom one past the last.
function forEachColumn(runs: Run[], height: number, visit: (x: number, top: number, bottom: number) => void): void {
  for (const [begin, end] of runs)
    for (let at = begin; at < end;) {
      const x = Math.floor(at / height);
      const bottom = Math.min(height, end - x * height);
      visit(x, at - x * height, bottom);
      at = x * height + bottom;
    }
}

// Null where the mask holds nothing.
export function decodePiece(text: string, width: number, height: number): Piece | null {
  const runs = objectRuns(text, width * height);
  let [left, right, top, bottom] = [width, 0, height, 0];
  forEachColumn(runs, height, (x, from, to) => {
    left = Math.min(left, x);
    right = Math.max(right, x + 1);
    top = Math.min(top, from);
    bottom = Math.max(bottom, to);
  });
  if (right === 0) return null;
  const piece = { x: left - 1, y: top - 1, width: right - left + 2, height: bottom - top + 2 };
  const mask = new Uint8Array(piece.width * piece.height);
  forEachColumn(runs, height, (x, from, to) => {
    for (let y = from; y < to; ++y) mask[(y - piece.y) * piece.width + x - piece.x] = 1;
  });
  return { ...piece, mask };
}
