import { PicturePieces, Point } from './contract';
import { outlineOf } from './overlay';
import { decodePiece, Piece } from './rle';

// The pieces of a class, ready to be drawn over the picture: each with an outline of a colour of its own, and a number.

export interface PieceMark {
  outline: Path2D;
  colour: string;
  number: string;
  at: Point; // the middle of where it is widest
}

// In pixels of the masks.
export interface PieceMarks {
  width: number;
  height: number;
  pieces: PieceMark[];
  rest: Path2D | null; // too small to be objects
}

// Light ones, which are seen on a dark line below; each is told from the next by those who confuse red and green, too.
const colours = ['#ffffff', '#56b4e9', '#f0e442', '#e69f00', '#00d69f', '#ff9ad5', '#a6b1ff', '#ff7f50'];

// How far each pixel is from what is not the piece, in steps to a side; the piece has a rim of nothing around it.
function depths({ width, mask }: Piece): Uint16Array {
  const depth = new Uint16Array(mask.length);
  const least = (a: number, b: number) => 1 + Math.min(depth[a] ?? 0, depth[b] ?? 0);
  for (let i = 0; i < mask.length; ++i) if (mask[i]) depth[i] = least(i - 1, i - width);
  for (let i = mask.length - 1; i >= 0; --i)
    if (mask[i]) depth[i] = Math.min(depth[i] ?? 0, least(i + 1, i + width));
  return depth;
}

// The pixel that lies deepest in the piece.
function heartOf(piece: Piece): Point {
  const depth = depths(piece);
  let best = 0;
  for (let i = 1; i < depth.length; ++i) if ((depth[i] ?? 0) > (depth[best] ?? 0)) best = i;
  return [piece.x + (best % piece.width) + 0.5, piece.y + Math.floor(best / piece.width) + 0.5];
}

export function marksOf({ width, height, pieces, rest }: PicturePieces): PieceMarks {
  const marks = pieces.flatMap(({ mask }, i) => {
    const piece = decodePiece(mask, width, height);
    if (!piece) return [];
    const colour = colours[i % colours.length] ?? '#ffffff';
    return [{ outline: outlineOf(piece), colour, number: String(i + 1), at: heartOf(piece) }];
  });
  const small = rest === null ? null : decodePiece(rest, width, height);
  return { width, height, pieces: marks, rest: small && outlineOf(small) };
}
