// Where the cells of a long list lie in a scrolled panel, and which of them are seen.

export interface Grid {
  total: number;
  columns: number;
  cellWidth: number;
  cellHeight: number;
  gap: number;
  contentHeight: number; // of all rows
  scrollHeight: number; // what the panel scrolls: browsers know no boxes of any height
}

const highest = 8_000_000;

export function layOut(total: number, width: number, leastCell: number, gap: number, caption: number): Grid {
  const columns = Math.max(1, Math.floor((width - gap) / (leastCell + gap)));
  const cellWidth = Math.max(1, Math.floor((width - gap * (columns + 1)) / columns));
  const cellHeight = Math.round(cellWidth * 0.75) + caption;
  const contentHeight = Math.ceil(total / columns) * (cellHeight + gap) + gap;
  return {
    total, columns, cellWidth, cellHeight, gap, contentHeight,
    scrollHeight: Math.min(contentHeight, highest),
  };
}

// How far the content is scrolled. The same as scrollTop unless the content is higher than the panel can scroll.
export function contentTop(grid: Grid, scrollTop: number, viewHeight: number): number {
  const scrollable = grid.scrollHeight - viewHeight;
  if (scrollable <= 0) return 0;
  return Math.min(scrollTop, scrollable) * ((grid.contentHeight - viewHeight) / scrollable);
}

function scrollTopOf(grid: Grid, top: number, viewHeight: number): number {
  const content = grid.contentHeight - viewHeight;
  return content <= 0 ? 0 : top * ((grid.scrollHeight - viewHeight) / content);
}

// The cells [first, end) that are seen, with a margin above and below, but no more than `most`.
export function seenCells(
  grid: Grid, scrollTop: number, viewHeight: number, margin: number, most: number,
): { first: number; end: number } {
  const top = contentTop(grid, scrollTop, viewHeight);
  const row = grid.cellHeight + grid.gap;
  const firstRow = Math.max(0, Math.floor((top - margin) / row));
  const endRow = Math.ceil((top + viewHeight + margin) / row);
  const first = Math.min(firstRow * grid.columns, Math.max(0, grid.total - 1));
  const end = Math.min(grid.total, endRow * grid.columns, first + most);
  return { first, end: Math.max(first, end) };
}

// In the panel's scrolled coordinates.
export function cellPosition(
  grid: Grid, index: number, scrollTop: number, viewHeight: number,
): { x: number; y: number } {
  const row = Math.floor(index / grid.columns);
  const column = index % grid.columns;
  const shift = scrollTop - contentTop(grid, scrollTop, viewHeight);
  return {
    x: grid.gap + column * (grid.cellWidth + grid.gap),
    y: grid.gap + row * (grid.cellHeight + grid.gap) + shift,
  };
}

// The nearest scrollTop at which a cell is seen whole.
export function scrollTopToShow(grid: Grid, index: number, scrollTop: number, viewHeight: number): number {
  const row = grid.cellHeight + grid.gap;
  const cellTop = Math.floor(index / grid.columns) * row;
  const top = contentTop(grid, scrollTop, viewHeight);
  if (cellTop < top) return scrollTopOf(grid, cellTop, viewHeight);
  const bottom = cellTop + row + grid.gap - viewHeight;
  return bottom > top ? scrollTopOf(grid, bottom, viewHeight) : scrollTop;
}
