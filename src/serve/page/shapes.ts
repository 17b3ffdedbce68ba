import { Kind, LineKind, PaintTool, Point, Shape, Tool } from './contract';

// What is being painted, until it is a shape that the server takes.

export interface Draft<T extends Tool = Tool> {
  tool: T;
  of: Kind;
  points: Point[];
  pressures: number[]; // of a pen, 1 for all else
  width: number; // pixels of the picture
  byKeys: boolean; // points dropped one by one rather than drawn
}

const leastPoints: Record<Tool, number> = { stroke: 1, brush: 1, eraser: 1, polygon: 3, box: 2, cut: 2, join: 2 };
const leastWidth = 1;
const mostWidth = 4096;

export function hasWidth(tool: Tool): boolean {
  return tool === 'stroke' || tool === 'brush' || tool === 'eraser';
}

// Divides and joins pieces, and paints nothing.
export function isLine(tool: Tool): tool is LineKind {
  return tool === 'cut' || tool === 'join';
}

export function paints(draft: Draft): draft is Draft<PaintTool> {
  return !isLine(draft.tool);
}

export function otherLine(kind: LineKind): LineKind {
  return kind === 'cut' ? 'join' : 'cut';
}

export function newDraft(tool: Tool, of: Kind, width: number, byKeys: boolean): Draft {
  const bounded = Math.min(mostWidth, Math.max(leastWidth, width));
  return { tool, of, width: bounded, points: [], pressures: [], byKeys };
}

// A tenth of a pixel is enough.
export function rounded([x, y]: Point): Point {
  return [Math.round(x * 10) / 10, Math.round(y * 10) / 10];
}

// Adds a point unless it lies nearer than `least` to the one before. A box keeps its first corner and the last one.
export function extend(draft: Draft, point: Point, pressure: number, least: number): void {
  const next = rounded(point);
  const last = draft.points[draft.points.length - 1];
  if (draft.tool === 'box' && draft.points.length === 2) draft.points.pop();
  else if (last && Math.hypot(next[0] - last[0], next[1] - last[1]) < least) return;
  draft.points.push(next);
  draft.pressures.push(pressure);
}

export function isComplete(draft: Draft): boolean {
  if (draft.points.length < leastPoints[draft.tool]) return false;
  const [a, b] = draft.points;
  return draft.tool !== 'box' || (a !== undefined && b !== undefined && a[0] !== b[0] && a[1] !== b[1]);
}

// Pens press from 0 to 1; five widths are told apart, so that a stroke is a few shapes and not hundreds.
export function widthUnder(pressure: number, width: number): number {
  const factor = Math.round((0.4 + 1.2 * pressure) * 4) / 4;
  return Math.min(mostWidth, Math.max(leastWidth, width * factor));
}

function shapeOf(draft: Draft<PaintTool>, points: Point[], width: number): Shape {
  const shape: Shape = { tool: draft.tool, points };
  if (draft.tool !== 'eraser') shape.of = draft.of;
  if (hasWidth(draft.tool)) shape.width = Math.round(width * 10) / 10;
  return shape;
}

// Complete drafts only. Of a pen, one shape for each piece of about the same pressure; pieces share their ends.
export function shapesOf(draft: Draft<PaintTool>): Shape[] {
  if (!hasWidth(draft.tool) || draft.pressures.every((pressure) => pressure === 1))
    return [shapeOf(draft, draft.points, draft.width)];
  const shapes: Shape[] = [];
  let begin = 0;
  const widthAt = (i: number) => widthUnder(draft.pressures[i] ?? 0.5, draft.width);
  for (let i = 1; i <= draft.points.length; ++i) {
    if (i < draft.points.length && widthAt(i) === widthAt(begin)) continue;
    shapes.push(shapeOf(draft, draft.points.slice(Math.max(0, begin - 1), i), widthAt(begin)));
    begin = i;
  }
  return shapes;
}
