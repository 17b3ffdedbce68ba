import assert from 'node:assert/strict';
import test from 'node:test';
import { module } from './modules.mjs';

const { contours } = await module('contour');

const of = (rows) => contours(Uint8Array.from(rows.join(''), Number), rows[0].length, rows.length);

// Twice the area that an outline encloses, holes negative.
function twiceArea(outline) {
  let sum = 0;
  for (let i = 0; i < outline.length; i += 2) {
    const j = (i + 2) % outline.length;
    sum += outline[i] * outline[j + 1] - outline[j] * outline[i + 1];
  }
  return sum;
}

test('a pixel has four corners', () => {
  assert.deepEqual(of(['000', '010', '000']), [[1, 1, 2, 1, 2, 2, 1, 2]]);
});

test('straight edges have no points between their ends', () => {
  assert.deepEqual(of(['1111', '1111']), [[0, 0, 4, 0, 4, 2, 0, 2]]);
});

test('a hole is an outline of its own, the other way round', () => {
  const areas = of(['1111', '1001', '1111']).map(twiceArea);
  assert.deepEqual(areas.sort((a, b) => a - b), [-4, 24]);
});

test('pixels that touch in a corner are two outlines', () => {
  assert.equal(of(['10', '01']).length, 2);
  assert.equal(of(['01', '10']).length, 2);
});

test('the outlines enclose as many pixels as there are, whatever the mask', () => {
  let seed = 1;
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  for (let round = 0; round < 50; ++round) {
    const mask = Uint8Array.from({ length: 17 * 13 }, () => (random() < 0.5 ? 1 : 0));
    const area = contours(mask, 17, 13).reduce((sum, outline) => sum + twiceArea(outline), 0) / 2;
    assert.equal(area, mask.reduce((sum, value) => sum + value, 0));
  }
});

test('nothing has no outline', () => {
  assert.deepEqual(of(['000']), []);
});
