import { Point } from './contract';

// Which part of the picture is seen: screen = picture * scale + (x, y), in the canvas's CSS pixels.
export interface Camera {
  scale: number;
  x: number;
  y: number;
}

export interface Size {
  width: number;
  height: number;
}

const most = 64;

export function fitted(picture: Size, view: Size, margin: number): Camera {
  const scale = Math.max(
    Math.min((view.width - 2 * margin) / picture.width, (view.height - 2 * margin) / picture.height, 8),
    1e-3,
  );
  return {
    scale,
    x: (view.width - picture.width * scale) / 2,
    y: (view.height - picture.height * scale) / 2,
  };
}

export function toPicture(camera: Camera, [x, y]: Point): Point {
  return [(x - camera.x) / camera.scale, (y - camera.y) / camera.scale];
}

export function toScreen(camera: Camera, [x, y]: Point): Point {
  return [x * camera.scale + camera.x, y * camera.scale + camera.y];
}

// The point of the picture under `at` stays there.
export function zoomed(camera: Camera, factor: number, at: Point, least: number): Camera {
  const scale = Math.min(most, Math.max(least, camera.scale * factor));
  const [x, y] = toPicture(camera, at);
  return { scale, x: at[0] - x * scale, y: at[1] - y * scale };
}

// Some of the picture stays in view.
export function kept(camera: Camera, picture: Size, view: Size): Camera {
  const edge = 48;
  const within = (offset: number, length: number, span: number) =>
    Math.min(span - edge, Math.max(edge - length, offset));
  return {
    scale: camera.scale,
    x: within(camera.x, picture.width * camera.scale, view.width),
    y: within(camera.y, picture.height * camera.scale, view.height),
  };
}
