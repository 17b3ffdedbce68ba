import { ClassMask, Masks, Origin } from './contract';
import { contours } from './contour';
import { decodeMask } from './rle';

// The masks of a picture, ready to be drawn over it: areas as a picture of the masks' size, outlines as paths.

export interface Outline {
  path: Path2D;
  colour: string;
  origin: Origin | null;
  classId: number;
}

export interface Overlay {
  width: number;
  height: number;
  areas: HTMLCanvasElement;
  painted: HTMLCanvasElement | null; // what a person painted, object and surroundings
  outlines: Outline[];
}

type Colour = [number, number, number];

export function channels(colour: string): Colour {
  const value = parseInt(colour.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

class Layer {
  readonly canvas = document.createElement('canvas');
  private readonly image: ImageData;

  constructor(private readonly width: number, height: number) {
    this.canvas.width = width;
    this.canvas.height = height;
    this.image = new ImageData(width, height);
  }

  fill(mask: Uint8Array, [red, green, blue]: Colour, alpha: number): void {
    const data = this.image.data;
    for (let i = 0; i < mask.length; ++i) if (mask[i]) put(data, i * 4, red, green, blue, alpha);
  }

  // Slanted stripes, a light and a dark one: seen on anything.
  stripe(mask: Uint8Array): void {
    const data = this.image.data;
    for (let i = 0; i < mask.length; ++i)
      if (mask[i]) {
        const light = (((i % this.width) + Math.floor(i / this.width)) >> 2) & 1;
        put(data, i * 4, light ? 235 : 20, light ? 235 : 20, light ? 240 : 24, 150);
      }
  }

  finished(): HTMLCanvasElement {
    this.canvas.getContext('2d')?.putImageData(this.image, 0, 0);
    return this.canvas;
  }
}

function put(data: Uint8ClampedArray, at: number, red: number, green: number, blue: number, alpha: number): void {
  data[at] = red;
  data[at + 1] = green;
  data[at + 2] = blue;
  data[at + 3] = alpha;
}

// What an overlay is made of; equal ones look equal.
interface Made {
  masks: Masks;
  classes: unknown;
  overlay: Overlay;
}

// The overlay of what was shown last. Of a class whose mask has not changed the outline is kept.
export class OverlayKeeper {
  private made: Made | null = null;

  // `classes` stands for all that `colourOf` depends on.
  of(masks: Masks, classes: unknown, colourOf: (id: number) => string | null): Overlay {
    if (this.made?.masks !== masks || this.made.classes !== classes)
      this.made = { masks, classes, overlay: overlayOf(masks, colourOf, (one) => this.known(masks, one)) };
    return this.made.overlay;
  }

  private known(masks: Masks, one: ClassMask): Path2D | undefined {
    const before = this.made?.masks;
    if (!before || before.width !== masks.width || before.height !== masks.height) return undefined;
    const same = before.classes.some((other) => other.class === one.class && other.mask === one.mask);
    return same ? this.made?.overlay.outlines.find(({ classId }) => classId === one.class)?.path : undefined;
  }
}

function outlinePath(mask: Uint8Array, width: number, height: number): Path2D {
  const path = new Path2D();
  for (const outline of contours(mask, width, height)) {
    path.moveTo(outline[0] ?? 0, outline[1] ?? 0);
    for (let i = 2; i < outline.length; i += 2) path.lineTo(outline[i] ?? 0, outline[i + 1] ?? 0);
    path.closePath();
  }
  return path;
}

function paintPainted(layer: Layer, one: ClassMask, size: Masks, colour: Colour): void {
  if (one.object) layer.fill(decodeMask(one.object, size.width, size.height), colour, 110);
  if (one.surroundings) layer.stripe(decodeMask(one.surroundings, size.width, size.height));
}

// `colourOf`: null for classes that are no longer there. `known`: an outline that there is already.
function overlayOf(
  masks: Masks, colourOf: (id: number) => string | null, known: (one: ClassMask) => Path2D | undefined,
): Overlay {
  const { width, height } = masks;
  const areas = new Layer(width, height);
  const outlines: Outline[] = [];
  let painted: Layer | null = null;
  for (const one of masks.classes) {
    const colour = colourOf(one.class);
    if (colour === null) continue;
    const mask = decodeMask(one.mask, width, height);
    areas.fill(mask, channels(colour), 255);
    const path = known(one) ?? outlinePath(mask, width, height);
    outlines.push({ path, colour, origin: one.origin, classId: one.class });
    if (one.object === null && one.surroundings === null) continue;
    painted ??= new Layer(width, height);
    paintPainted(painted, one, masks, channels(colour));
  }
  return { width, height, areas: areas.finished(), painted: painted?.finished() ?? null, outlines };
}
