import assert from 'node:assert/strict';
import test from 'node:test';
import { module } from './modules.mjs';

const { extend, isComplete, newDraft, shapesOf } = await module('shapes');

function drafted(tool, points, pressure = () => 1) {
  const draft = newDraft(tool, 'object', 10, false);
  points.forEach((point, i) => extend(draft, point, pressure(i), 0));
  return draft;
}

test('a stroke is one shape with a width', () => {
  assert.deepEqual(shapesOf(drafted('stroke', [[1, 2], [3.14159, 4]])),
    [{ tool: 'stroke', of: 'object', points: [[1, 2], [3.1, 4]], width: 10 }]);
});

test('an eraser is of nothing', () => {
  assert.deepEqual(shapesOf(drafted('eraser', [[1, 2]])), [{ tool: 'eraser', points: [[1, 2]], width: 10 }]);
});

test('points nearer than the least step are left out', () => {
  const draft = newDraft('stroke', 'object', 10, false);
  for (const x of [0, 0.5, 1, 2.5]) extend(draft, [x, 0], 1, 2);
  assert.deepEqual(draft.points, [[0, 0], [2.5, 0]]);
});

test('a box keeps its first corner and the last', () => {
  const draft = drafted('box', [[1, 1], [5, 5], [9, 3]]);
  assert.deepEqual(draft.points, [[1, 1], [9, 3]]);
  assert.ok(isComplete(draft));
});

test('what is too little is not complete', () => {
  assert.ok(!isComplete(drafted('polygon', [[1, 1], [5, 5]])));
  assert.ok(!isComplete(drafted('box', [[1, 1], [1, 9]])));
  assert.ok(!isComplete(drafted('stroke', [])));
});

test('widths are those that the server takes', () => {
  assert.equal(newDraft('brush', 'object', 0.1, false).width, 1);
  assert.equal(newDraft('brush', 'object', 9999, false).width, 4096);
});

test('a pen that presses harder paints wider, in few pieces that share their ends', () => {
  const shapes = shapesOf(drafted('brush', [[0, 0], [1, 0], [2, 0], [3, 0]], (i) => (i < 2 ? 0.2 : 0.8)));
  assert.deepEqual(shapes.map(({ points, width }) => [points, width]),
    [[[[0, 0], [1, 0]], 7.5], [[[1, 0], [2, 0], [3, 0]], 12.5]]);
});
