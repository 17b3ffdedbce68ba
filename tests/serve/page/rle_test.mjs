import assert from 'node:assert/strict';
import test from 'node:test';
import { module } from './modules.mjs';

const { decodeMask, maskArea, runLengths } = await module('rle');

test('a rectangle comes back row by row', () => {
  const mask = decodeMask(text([3, 2, 1, 2, 4]), 4, 3);
  assert.deepEqual([...mask], [0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0]);
});

test('counts from the fourth on are differences, and may be negative', () => {
  assert.deepEqual(runLengths(text([5, 100, 70000, 3, 1, 200, 9])), [5, 100, 70000, 3, 1, 200, 9]);
});

test('a mask that begins with the object begins with an empty run', () => {
  assert.deepEqual([...decodeMask(text([0, 2, 2]), 2, 2)], [1, 0, 1, 0]);
});

test('the area is the sum of every other run', () => {
  assert.equal(maskArea(text([3, 2, 1, 2, 4])), 4);
});

test('a diagonal, written by hand: 0 1 4, then five counts that are as those two before', () => {
  assert.deepEqual([...decodeMask('01400000', 4, 4)], [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
});

test('what is no mask is refused', () => {
  assert.throws(() => decodeMask(text([3, 2]), 4, 3), /fit the size/);
  assert.throws(() => decodeMask(text([3, 20]), 4, 3), /fit the size/);
  assert.throws(() => runLengths('\u00ff'), /character 0/);
  assert.throws(() => runLengths('P'), /within a number/);
});

// COCO's text of run lengths.
function text(counts) {
  let result = '';
  counts.forEach((count, i) => {
    let value = i > 2 ? count - counts[i - 2] : count;
    for (let more = true; more;) {
      const group = value & 31;
      value >>= 5;
      more = value !== (group & 16 ? -1 : 0);
      result += String.fromCharCode(48 + group + (more ? 32 : 0));
    }
  });
  return result;
}
