import assert from 'node:assert/strict';
import test from 'node:test';
import { module } from './modules.mjs';

const { simplified } = await module('simplified');

test('what lies on a line is left out', () => {
  assert.deepEqual(simplified([[0, 0], [1, 1], [2, 2.1], [5, 5]], 0.5), [[0, 0], [5, 5]]);
});

test('a corner stays', () => {
  assert.deepEqual(simplified([[0, 0], [5, 0.1], [10, 0], [10, 5], [10, 10]], 0.5), [[0, 0], [10, 0], [10, 10]]);
});

test('a line that comes back to where it began keeps what is farthest', () => {
  assert.deepEqual(simplified([[0, 0], [3, 0], [9, 0], [0, 0]], 0.5), [[0, 0], [9, 0], [0, 0]]);
});

test('a line that turns back on itself keeps where it turned', () => {
  assert.deepEqual(simplified([[0, 0], [10, 0], [5, 0]], 0.5), [[0, 0], [10, 0], [5, 0]]);
});

test('nothing is further away than it may be', () => {
  const wave = Array.from({ length: 200 }, (_, i) => [i, 20 * Math.sin(i / 15)]);
  const fewer = simplified(wave, 0.5);
  assert.ok(fewer.length < 60, String(fewer.length));
  for (const [x, y] of wave) {
    const to = fewer.findIndex(([end]) => end >= x);
    const [[ax, ay], [bx, by]] = [fewer[Math.max(0, to - 1)], fewer[Math.max(1, to)]];
    assert.ok(Math.abs(ay + ((by - ay) * (x - ax)) / (bx - ax) - y) < 1);
  }
});

test('two points are what they are', () => {
  assert.deepEqual(simplified([[0, 0], [0, 0]], 0.5), [[0, 0], [0, 0]]);
});
