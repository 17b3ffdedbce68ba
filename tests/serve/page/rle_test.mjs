import assert from 'node:assert/strict';
import test from 'node:test';
import { fullMask } from './pictures.mjs';
import { module } from './modules.mjs';

const { decodePiece, runLengths } = await module('rle');

const decoded = (text, width, height) => [...fullMask(decodePiece(text, width, height), width, height)];

test('a rectangle comes back row by row', () => {
  assert.deepEqual(decoded(text([3, 2, 1, 2, 4]), 4, 3), [0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0]);
});

test('counts from the fourth on are differences, and may be negative', () => {
  assert.deepEqual(runLengths(text([5, 100, 70000, 3, 1, 200, 9])), [5, 100, 70000, 3, 1, 200, 9]);
});

test('a mask that begins with the object begins with an empty run', () => {
  assert.deepEqual(decoded(text([0, 2, 2]), 2, 2), [1, 0, 1, 0]);
});

test('only the part that holds the object is made, with a rim', () => {
  const { x, y, width, height, mask } = decodePiece(text([3, 2, 1, 2, 4]), 4, 3);
  assert.deepEqual([x, y, width, height], [0, -1, 4, 4]);
  assert.deepEqual([...mask], [0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0]);
});

test('a run may go on in the next columns', () => {
  assert.deepEqual(decoded(text([1, 4, 1]), 3, 2), [0, 1, 1, 1, 1, 0]);
});

test('an empty mask has no part', () => {
  assert.equal(decodePiece(text([12]), 4, 3), null);
});

test('a diagonal, written by hand: 0 1 4, then five counts that are as those two before', () => {
  assert.deepEqual(decoded('01400000', 4, 4), [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
});

test('what is no mask is refused', () => {
  assert.throws(() => decodePiece(text([3, 2]), 4, 3), /fit the size/);
  assert.throws(() => decodePiece(text([3, 20]), 4, 3), /fit the size/);
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
