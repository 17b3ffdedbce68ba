import { ClassMask, Masks, Origin } from './contract';
import { contours } from './contour';
import { decodePiece, Piece } from './rle';

// The masks of a picture, ready to be drawn over it. Each covers the part of the picture that its object does.

// A part of the overlay as a picture; (x, y) is its corner.
export interface Area {
  canvas: HTMLCanvasElement;
  x: number;
  y: number;
}

export interface ClassOverlay {
  source: ClassMask;
  colour: string;
  origin: Origin | null;
  area: Area | null;
  painted: Area[]; // what a person painted, object and surroundings
  outline: Path2D | null;
}

// In pixels of the masks.
export interface Overlay {
  width: number;
  height: number;
  classes: ClassOverlay[];
}

type Colour = [number, number, number];
type Filling = (x: number, y: number) => number;

export function channels(colour: string): Colour {
  const value = parseInt(colour.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

// As a pixel of ImageData, in this machine's order of bytes.
function packed([red, green, blue]: Colour, alpha: number): number {
  return new Uint32Array(new Uint8Array([red, green, blue, alpha]).buffer)[0] ?? 0;
}

function plain(colour: Colour, alpha: number): Filling {
  const value = packed(colour, alpha);
  return () => value;
}

// Slanted stripes, a light and a dark one: seen on anything.
function stripes(): Filling {
  const [light, dark] = [packed([235, 235, 240], 150), packed([20, 20, 24], 150)];
  return (x, y) => (((x + y) >> 2) & 1 ? light : dark);
}

function areaOf({ x, y, width, height, mask }: Piece, filling: Filling): Area {
  const image = new ImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  for (let row = 0, i = 0; row < height; ++row)
    for (let column = 0; column < width; ++column, ++i) if (mask[i]) pixels[i] = filling(column, row);
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  return { canvas, x, y };
}

export function outlineOf({ x, y, width, height, mask }: Piece): Path2D {
  const path = new Path2D();
  for (const outline of contours(mask, width, height)) {
    path.moveTo(x + (outline[0] ?? 0), y + (outline[1] ?? 0));
    for (let i = 2; i < outline.length; i += 2) path.lineTo(x + (outline[i] ?? 0), y + (outline[i + 1] ?? 0));
    path.closePath();
  }
  return path;
}

function paintedAreas(one: ClassMask, { width, height }: Masks, colour: Colour): Area[] {
  const object = one.object === null ? null : decodePiece(one.object, width, height);
  const surroundings = one.surroundings === null ? null : decodePiece(one.surroundings, width, height);
  return [
    ...(object ? [areaOf(object, plain(colour, 110))] : []),
    ...(surroundings ? [areaOf(surroundings, stripes())] : []),
  ];
}

function classOverlay(one: ClassMask, size: Masks, colour: string): ClassOverlay {
  const piece = decodePiece(one.mask, size.width, size.height);
  return {
    source: one, colour, origin: one.origin,
    area: piece && areaOf(piece, plain(channels(colour), 255)),
    outline: piece && outlineOf(piece),
    painted: paintedAreas(one, size, channels(colour)),
  };
}

// The overlay of what was shown last; of that, what has not changed is kept for the next.
export class OverlayKeeper {
  private masks: Masks | null = null;
  private classes: unknown = null;
  private overlay: Overlay = { width: 0, height: 0, classes: [] };

  // `colourOf`: null for classes that are no longer there; `classes` stands for all that it depends on.
  of(masks: Masks, classes: unknown, colourOf: (id: number) => string | null): Overlay {
    if (this.masks === masks && this.classes === classes) return this.overlay;
    const overlays = masks.classes.flatMap((one) => {
      const colour = colourOf(one.class);
      return colour === null ? [] : [this.kept(masks, one, colour) ?? classOverlay(one, masks, colour)];
    });
    this.masks = masks;
    this.classes = classes;
    return (this.overlay = { width: masks.width, height: masks.height, classes: overlays });
  }

  private kept(masks: Masks, one: ClassMask, colour: string): ClassOverlay | null {
    const { width, height, classes } = this.overlay;
    if (width !== masks.width || height !== masks.height) return null;
    const before = classes.find(({ source }) => source.class === one.class);
    const isSame = before?.colour === colour && before.source.mask === one.mask
      && before.source.object === one.object && before.source.surroundings === one.surroundings;
    return before && isSame ? { ...before, source: one, origin: one.origin } : null;
  }
}
