import { Camera, Size, toScreen } from './camera';
import { inPicture, polyline } from './canvas_drawing';
import { PieceLine, Point } from './contract';
import { PieceMarks } from './piece_overlay';

// Pieces and the lines that divide and join them, over the picture. All in CSS pixels.

type Context = CanvasRenderingContext2D;

const dark = 'rgba(0, 0, 0, 0.7)';

function strokeTwice(context: Context, outline: Path2D, scale: number, colour: string): void {
  context.strokeStyle = dark;
  context.lineWidth = 5 / scale;
  context.stroke(outline);
  context.strokeStyle = colour;
  context.lineWidth = 2.5 / scale;
  context.stroke(outline);
}

function drawNumber(context: Context, [x, y]: Point, number: string, colour: string): void {
  context.beginPath();
  context.arc(x, y, 11, 0, 2 * Math.PI);
  context.fillStyle = dark;
  context.fill();
  context.lineWidth = 1.5;
  context.strokeStyle = colour;
  context.stroke();
  context.fillStyle = colour;
  context.fillText(number, x, y + 0.5);
}

function inMarks(camera: Camera, size: Size, marks: PieceMarks): Camera {
  return { ...camera, scale: (camera.scale * size.width) / marks.width };
}

export function drawPieces(context: Context, camera: Camera, size: Size, marks: PieceMarks): void {
  const of = inMarks(camera, size, marks);
  inPicture(context, of, () => {
    context.lineJoin = 'round';
    context.setLineDash([]);
    if (marks.rest) strokeTwice(context, marks.rest, 2 * of.scale, '#9aa0a6');
    for (const { outline, colour } of marks.pieces) strokeTwice(context, outline, of.scale, colour);
  });
}

export function drawNumbers(context: Context, camera: Camera, size: Size, marks: PieceMarks): void {
  const of = inMarks(camera, size, marks);
  context.save();
  context.font = '600 12px system-ui, sans-serif';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (const { at, number, colour } of marks.pieces) drawNumber(context, toScreen(of, at), number, colour);
  context.restore();
}

// A cut is dashed, a join drawn through with a dot at each end.
export function drawPieceLine(context: Context, camera: Camera, { kind, points }: PieceLine): void {
  context.save();
  polyline(context, camera, points);
  context.lineCap = context.lineJoin = 'round';
  context.strokeStyle = dark;
  context.lineWidth = 4.5;
  context.stroke();
  context.setLineDash(kind === 'cut' ? [3, 6] : []);
  context.strokeStyle = kind === 'cut' ? '#ff6b6b' : '#7ee787';
  context.lineWidth = 2.5;
  context.stroke();
  context.restore();
  if (kind === 'cut') return;
  for (const end of [points[0], points[points.length - 1]]) if (end) drawDot(context, toScreen(camera, end));
}

function drawDot(context: Context, [x, y]: Point): void {
  context.beginPath();
  context.arc(x, y, 4, 0, 2 * Math.PI);
  context.fillStyle = '#7ee787';
  context.fill();
  context.lineWidth = 1;
  context.strokeStyle = dark;
  context.stroke();
}
