import assert from 'node:assert/strict';
import test from 'node:test';
import { module } from './modules.mjs';

const { cellPosition, contentTop, layOut, scrollTopToShow, seenCells } = await module('grid');

const view = 600;
const small = layOut(20_000, 316, 88, 6, 20);
const huge = layOut(5_000_000, 316, 88, 6, 20);

test('as many columns as fit', () => {
  assert.equal(small.columns, 3);
  assert.equal(layOut(10, 60, 88, 6, 20).columns, 1);
  assert.ok(small.columns * (small.cellWidth + small.gap) + small.gap <= 316);
});

test('no pictures are no cells', () => {
  const none = layOut(0, 316, 88, 6, 20);
  assert.deepEqual(seenCells(none, 0, view, 400, 240), { first: 0, end: 0 });
});

test('the seen cells are those of the rows in view and the margin', () => {
  const row = small.cellHeight + small.gap;
  const { first, end } = seenCells(small, 100 * row, view, 2 * row, 240);
  assert.equal(first, 98 * 3);
  assert.equal(end, Math.ceil((100 * row + view + 2 * row) / row) * 3);
});

test('never more cells than allowed', () => {
  const { first, end } = seenCells(layOut(20_000, 4000, 20, 2, 0), 0, 4000, 4000, 240);
  assert.equal(end - first, 240);
});

for (const [name, grid] of [['20,000', small], ['5,000,000', huge]])
  test(`of ${name} pictures each can be scrolled to, and lies in view then`, () => {
    for (const index of [0, 1, 777, Math.floor(grid.total / 2), grid.total - 1]) {
      const top = scrollTopToShow(grid, index, 0, view);
      assert.ok(top <= grid.scrollHeight - view + 1);
      const { y } = cellPosition(grid, index, top, view);
      assert.ok(y >= top - 1 && y + grid.cellHeight <= top + view + 1, `${index}: ${y} of ${top}`);
      const { first, end } = seenCells(grid, top, view, 0, 240);
      assert.ok(first <= index && index < end);
    }
  });

test('a cell that is seen is not scrolled', () => {
  const top = 50 * (small.cellHeight + small.gap);
  assert.equal(scrollTopToShow(small, 51 * 3 + 1, top, view), top);
});

test('a panel does not scroll higher than browsers can', () => {
  assert.ok(huge.contentHeight > 100_000_000);
  assert.equal(huge.scrollHeight, 8_000_000);
  assert.equal(contentTop(huge, huge.scrollHeight - view, view), huge.contentHeight - view);
});
