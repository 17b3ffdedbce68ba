import { Point } from './contract';

function distanceTo([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay];
  const along = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1);
  const part = Math.min(1, Math.max(0, along));
  return Math.hypot(x - ax - part * dx, y - ay - part * dy);
}

// A line with fewer points, none of those that are left out further than `tolerance` away from it (Douglas and Peucker,
// 1973).
export function simplified(points: Point[], tolerance: number): Point[] {
  const [first, last] = [points[0], points[points.length - 1]];
  if (points.length < 3 || !first || !last) return points;
  let farthest = 0;
  let most = tolerance;
  for (const [i, point] of points.entries()) {
    const distance = distanceTo(point, first, last);
    if (distance > most) [farthest, most] = [i, distance];
  }
  if (farthest === 0) return [first, last];
  const before = simplified(points.slice(0, farthest + 1), tolerance);
  return [...before.slice(0, -1), ...simplified(points.slice(farthest), tolerance)];
}
