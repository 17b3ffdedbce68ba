import assert from 'node:assert/strict';
import test from 'node:test';
import { module } from './modules.mjs';

const { Latest, throttled } = await module('latest');
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

test('one task at a time, and of those that wait the last one', async () => {
  const latest = new Latest();
  const began = [];
  let release;
  const held = new Promise((resolve) => (release = resolve));
  for (let i = 0; i < 10; ++i)
    latest.run(async () => {
      began.push(i);
      await held;
    });
  await pause(5);
  assert.deepEqual(began, [0]);
  release();
  await pause(5);
  assert.deepEqual(began, [0, 9]);
});

test('a task that fails does not hold up the next', async () => {
  const latest = new Latest();
  let ran = false;
  latest.run(() => Promise.reject(new Error('away')));
  latest.run(async () => void (ran = true));
  await pause(5);
  assert.ok(ran);
});

test('what is forgotten never runs', async () => {
  const latest = new Latest();
  let ran = false;
  latest.run(() => pause(10));
  latest.run(async () => void (ran = true));
  latest.forget();
  await pause(30);
  assert.ok(!ran);
});

test('throttled: once for any number of calls', async () => {
  let calls = 0;
  const call = throttled(10, () => calls++);
  for (let i = 0; i < 5; ++i) call();
  await pause(30);
  call();
  await pause(30);
  assert.equal(calls, 2);
});
