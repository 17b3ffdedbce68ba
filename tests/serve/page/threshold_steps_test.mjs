// Steps that make a mask larger or smaller, without a browser.
import assert from 'node:assert/strict';
import test, { mock } from 'node:test';
import { module } from './modules.mjs';

const { ThresholdSteps } = await module('threshold_steps');
mock.timers.enable();

function steps() {
  const sent = [];
  const answers = [];
  const send = (moved) => {
    sent.push(moved);
    return new Promise((resolve) => answers.push(resolve));
  };
  return { sent, answers, steps: new ThresholdSteps(send) };
}

const to = (threshold, picture = 1, classId = 1) => ({ picture, classId, threshold });

test('several in a row are one change', () => {
  const { sent, steps: some } = steps();
  for (const threshold of [-0.25, -0.5, -0.75]) {
    some.move(to(threshold));
    mock.timers.tick(100);
  }
  assert.deepEqual(sent, []);
  assert.equal(some.of(1, 1), -0.75);
  mock.timers.tick(100);
  assert.deepEqual(sent, [to(-0.75)]);
});

test('the next one goes on from there, though the server has not answered yet', async () => {
  const { answers, steps: some } = steps();
  some.move(to(-0.25));
  some.sendNow();
  assert.equal(some.of(1, 1), -0.25);
  assert.equal(some.of(1, 2), null);
  answers.pop()();
  await new Promise(process.nextTick);
  await null;
  assert.equal(some.of(1, 1), null);
});

test('before anything else they are sent, and once', () => {
  const { sent, steps: some } = steps();
  some.move(to(-0.25));
  some.sendNow();
  assert.deepEqual(sent, [to(-0.25)]);
  mock.timers.tick(1000);
  assert.equal(sent.length, 1);
});

test('those of another class or picture are another change', () => {
  const { sent, steps: some } = steps();
  some.move(to(-0.25, 1, 1));
  some.move(to(0.25, 1, 2));
  some.move(to(0.5, 2, 2));
  mock.timers.tick(1000);
  assert.deepEqual(sent, [to(-0.25, 1, 1), to(0.25, 1, 2), to(0.5, 2, 2)]);
});
