// The outlines of a mask: closed paths along the pixels' edges, the object at the right hand, so that they stay
// crisp at every zoom and can be dashed.

const right = 1;
const down = 2;
const left = 4;
const up = 8;

// For each corner of the pixels' lattice, the directions in which an edge of the outline leaves it.
function leavingEdges(mask: Uint8Array, width: number, height: number): Uint8Array {
  const corners = width + 1;
  const edges = new Uint8Array(corners * (height + 1));
  for (let y = 0, pixel = 0; y < height; ++y)
    for (let x = 0; x < width; ++x, ++pixel) {
      if (!mask[pixel]) continue;
      const corner = y * corners + x;
      if (y === 0 || !mask[pixel - width]) edges[corner]! |= right;
      if (x === width - 1 || !mask[pixel + 1]) edges[corner + 1]! |= down;
      if (y === height - 1 || !mask[pixel + width]) edges[corner + corners + 1]! |= left;
      if (x === 0 || !mask[pixel - 1]) edges[corner + corners]! |= up;
    }
  return edges;
}

// Where two outlines touch in a corner, the one that keeps pixels apart: a turn to the right first.
function turned(direction: number, available: number): number {
  const toRight = direction === up ? right : direction * 2;
  if (available & toRight) return toRight;
  if (available & direction) return direction;
  return direction === right ? up : direction / 2;
}

// Each outline as x, y, x, y ... of the corners where it turns.
export function contours(mask: Uint8Array, width: number, height: number): number[][] {
  const edges = leavingEdges(mask, width, height);
  const corners = width + 1;
  const step: Record<number, number> = { [right]: 1, [down]: corners, [left]: -1, [up]: -corners };
  const outlines: number[][] = [];
  for (let start = 0; start < edges.length; ++start)
    while (edges[start]) outlines.push(follow(edges, start, corners, step));
  return outlines;
}

function follow(edges: Uint8Array, start: number, corners: number, step: Record<number, number>): number[] {
  const outline: number[] = [];
  let corner = start;
  let direction = 0;
  do {
    const available = edges[corner] ?? 0;
    const next = direction === 0 ? available & -available : turned(direction, available);
    if (next !== direction) outline.push(corner % corners, Math.floor(corner / corners));
    edges[corner] = available & ~next;
    corner += step[next] ?? 0;
    direction = next;
  } while (corner !== start);
  return outline;
}
