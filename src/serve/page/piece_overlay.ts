import { PicturePieces, Point } from './contract';
import { outlineOf } from './overlay';
import { decodePiece, Piece } from './rle';

// The pieces of a class, ready to be drawn over the picture: each with an outline of a colour of its own, and a number.

export interface PieceMark {
  outline: Path2D;
  colour: string;
  number: string;
  at: Point; // a pixel of it
}

// In pixels of the masks.
export interface PieceMarks {
  width: number;
  height: number;
  pieces: PieceMark[];
  rest: Path2D | null; // too small to be objects
}

// Light ones, which are seen on a dark line below; their order keeps neighbours apart for those who confuse red and green.
const colours = ['#ffffff', '#56b4e9', '#f0e442', '#e69f00', '#00d69f', '#ff9ad5', '#a6b1ff', '#ff7f50'];

// The middle of the piece, or the pixel of it that is nearest to there.
function middleOf({ x, y, width, mask }: Piece): Point {
  const pixels: Point[] = [];
  for (let i = 0; i < mask.length; ++i) if (mask[i]) pixels.push([i % width, Math.floor(i / width)]);
  const mean = (axis: 0 | 1) => pixels.reduce((sum, pixel) => sum + pixel[axis], 0) / pixels.length;
  const [mx, my] = [mean(0), mean(1)];
  let best: Point = [mx, my];
  let least = Infinity;
  for (const [px, py] of pixels) {
    const away = (px - mx) ** 2 + (py - my) ** 2;
    if (away < least) [best, least] = [[px, py], away];
  }
  return [x + best[0] + 0.5, y + best[1] + 0.5];
}

export function marksOf({ width, height, pieces, rest }: PicturePieces): PieceMarks {
  const marks = pieces.flatMap(({ mask }, i) => {
    const piece = decodePiece(mask, width, height);
    if (!piece) return [];
    const colour = colours[i % colours.length] ?? '#ffffff';
    return [{ outline: outlineOf(piece), colour, number: String(i + 1), at: middleOf(piece) }];
  });
  const small = rest === null ? null : decodePiece(rest, width, height);
  return { width, height, pieces: marks, rest: small && outlineOf(small) };
}
