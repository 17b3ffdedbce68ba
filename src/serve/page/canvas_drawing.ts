import { Camera, Size, toScreen } from './camera';
import { Point, Shape } from './contract';
import { Area, ClassOverlay, Overlay } from './overlay';

// What the canvas shows, drawn. All in CSS pixels; the caller has set the scale of the screen.

type Context = CanvasRenderingContext2D;

export function inPicture(context: Context, camera: Camera, draw: () => void): void {
  context.save();
  context.translate(camera.x, camera.y);
  context.scale(camera.scale, camera.scale);
  draw();
  context.restore();
}

// In pixels of the masks, which may be smaller than the picture; draw(pixels of the screen for each).
function inOverlay(
  context: Context, camera: Camera, size: Size, overlay: Overlay, draw: (scale: number) => void,
): void {
  const scale = (camera.scale * size.width) / overlay.width;
  inPicture(context, { ...camera, scale }, () => draw(scale));
}

export function drawPicture(context: Context, camera: Camera, size: Size, image: CanvasImageSource): void {
  inPicture(context, camera, () => {
    context.imageSmoothingEnabled = camera.scale < 4;
    context.imageSmoothingQuality = 'high';
    context.drawImage(image, 0, 0, size.width, size.height);
  });
}

export function drawAreas(
  context: Context, camera: Camera, size: Size, overlay: Overlay, opacity: number,
): void {
  inOverlay(context, camera, size, overlay, (scale) => {
    context.imageSmoothingEnabled = scale < 2;
    const draw = ({ canvas, x, y }: Area) => context.drawImage(canvas, x, y);
    context.globalAlpha = opacity;
    for (const { area } of overlay.classes) if (area) draw(area);
    context.globalAlpha = Math.min(1, opacity * 1.6);
    for (const { painted } of overlay.classes) painted.forEach(draw);
  });
}

// Dashed where the program found it, drawn through where a person painted or confirmed it; a dark line below keeps
// it apart from a picture of its own colour.
export function drawOutlines(
  context: Context, camera: Camera, size: Size, overlay: Overlay, active: number | null,
): void {
  inOverlay(context, camera, size, overlay, (scale) => {
    context.lineJoin = 'round';
    for (const one of overlay.classes) drawOutline(context, scale, one, one.source.class === active ? 2.25 : 1.5);
  });
}

function drawOutline(context: Context, scale: number, { outline, colour, origin }: ClassOverlay, width: number): void {
  if (!outline) return;
  context.setLineDash([]);
  context.strokeStyle = 'rgba(0, 0, 0, 0.55)';
  context.lineWidth = (width + 1.5) / scale;
  context.stroke(outline);
  context.setLineDash(origin === 'program' ? [6 / scale, 4 / scale] : []);
  context.strokeStyle = colour;
  context.lineWidth = width / scale;
  context.stroke(outline);
}

export function polyline(context: Context, camera: Camera, points: Point[]): void {
  context.beginPath();
  points.forEach((point, i) => {
    const [x, y] = toScreen(camera, point);
    if (i === 0) context.moveTo(x, y);
    context.lineTo(x, y);
  });
}

function outline(context: Context, camera: Camera, shape: Shape): void {
  const [first, second] = shape.points;
  if (shape.tool === 'box' && first && second) {
    const [x, y] = toScreen(camera, first);
    const [right, bottom] = toScreen(camera, second);
    context.beginPath();
    context.rect(x, y, right - x, bottom - y);
  } else {
    polyline(context, camera, shape.points);
  }
}

function drawArea(context: Context, camera: Camera, shape: Shape, colour: string, isClosed: boolean): void {
  outline(context, camera, shape);
  if (isClosed && shape.tool === 'polygon') context.closePath();
  context.globalAlpha = 0.3;
  context.fillStyle = colour;
  context.fill();
  context.globalAlpha = 1;
  context.lineWidth = 3.5;
  context.strokeStyle = 'rgba(0, 0, 0, 0.6)';
  context.stroke();
  context.lineWidth = 2;
  context.strokeStyle = colour;
  context.stroke();
}

function drawLine(context: Context, camera: Camera, shape: Shape, colour: string): void {
  const width = (shape.width ?? 1) * camera.scale;
  polyline(context, camera, shape.points);
  context.lineCap = context.lineJoin = 'round';
  context.globalAlpha = shape.tool === 'brush' ? 0.55 : 0.8;
  context.lineWidth = width;
  context.strokeStyle = colour;
  context.stroke();
  if (shape.tool !== 'stroke') return;
  context.globalAlpha = 0.9;
  context.lineWidth = 1.5;
  context.strokeStyle = shape.of === 'object' ? '#ffffff' : '#000000';
  context.setLineDash([5, 5]);
  context.stroke();
}

const surroundingsColour = '#d7dae0';
const eraserColour = '#5b606b';

// A shape that the server has not answered yet.
export function drawShape(
  context: Context, camera: Camera, shape: Shape, classColour: string, isClosed: boolean,
): void {
  const colour = shape.tool === 'eraser' ? eraserColour
    : shape.of === 'object' ? classColour : surroundingsColour;
  context.save();
  if (shape.width === undefined) drawArea(context, camera, shape, colour, isClosed);
  else drawLine(context, camera, shape, colour);
  context.restore();
}

export function drawHandles(context: Context, camera: Camera, points: Point[]): void {
  for (const [i, point] of points.entries()) {
    const [x, y] = toScreen(camera, point);
    context.beginPath();
    context.arc(x, y, i === 0 ? 6 : 3.5, 0, 2 * Math.PI);
    context.fillStyle = '#ffffff';
    context.fill();
    context.lineWidth = 1.5;
    context.strokeStyle = '#000000';
    context.stroke();
  }
}

// How wide the tool is, where the pointer is.
export function drawToolCircle(context: Context, [x, y]: Point, width: number, dashed: boolean): void {
  context.save();
  const circle = (lineWidth: number, colour: string) => {
    context.beginPath();
    context.arc(x, y, Math.max(1.5, width / 2), 0, 2 * Math.PI);
    context.lineWidth = lineWidth;
    context.strokeStyle = colour;
    context.stroke();
  };
  circle(3, 'rgba(0, 0, 0, 0.5)');
  if (dashed) context.setLineDash([4, 3]);
  circle(1.25, '#ffffff');
  context.restore();
}

// Where the keys paint.
export function drawCross(context: Context, [x, y]: Point): void {
  const arm = (lineWidth: number, colour: string) => {
    context.beginPath();
    for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]] as Point[]) {
      context.moveTo(x + 4 * dx, y + 4 * dy);
      context.lineTo(x + 16 * dx, y + 16 * dy);
    }
    context.lineWidth = lineWidth;
    context.strokeStyle = colour;
    context.stroke();
  };
  arm(4, 'rgba(0, 0, 0, 0.7)');
  arm(2, '#ffffff');
}
