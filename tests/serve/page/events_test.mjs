// The stream of events, without a browser: what it needs of one is stood in for.
import assert from 'node:assert/strict';
import test, { mock } from 'node:test';
import { module } from './modules.mjs';

const streams = [];
globalThis.EventSource = class {
  isOpen = true;
  constructor() {
    streams.push(this);
  }
  addEventListener() {}
  close() {
    this.isOpen = false;
  }
};

let tellVisibility;
globalThis.document = { hidden: false, addEventListener: (_, listener) => (tellVisibility = listener) };

const answers = []; // of requests that are under way
globalThis.fetch = () => new Promise((resolve, reject) => {
  answers.push({ come: () => resolve(new Response('{}')), fail: () => reject(new TypeError('no connection')) });
});

const { setImmediate } = globalThis;
mock.timers.enable();
const { Events } = await module('events');
const nothing = () => undefined;
new Events({ picture: nothing, job: nothing, project: nothing, connected: nothing });

const open = () => streams.filter(({ isOpen }) => isOpen);
const settled = () => new Promise((resolve) => setImmediate(resolve));

function show(visible) {
  document.hidden = !visible;
  tellVisibility();
}

test('a stream that breaks is made again, one of them, however often the page is hidden meanwhile', async () => {
  assert.equal(open().length, 1);
  streams[0].onerror();
  assert.equal(open().length, 0);
  mock.timers.tick(1000);
  for (let i = 0; i < 5; ++i) {
    show(false);
    show(true);
  }
  assert.equal(answers.length, 1);
  answers.pop().come();
  await settled();
  assert.equal(open().length, 1);
});

test('while the server is away it is asked once a second', async () => {
  open()[0].onerror();
  for (let second = 0; second < 3; ++second) {
    mock.timers.tick(1000);
    assert.equal(answers.length, 1);
    answers.pop().fail();
    await settled();
  }
  mock.timers.tick(1000);
  answers.pop().come();
  await settled();
  assert.equal(open().length, 1);
});

test('an old stream that breaks late leaves the new one alone', () => {
  streams[0].onerror();
  mock.timers.tick(5000);
  assert.equal(open().length, 1);
  assert.equal(answers.length, 0);
});

test('a page that is hidden while it asks makes none until it is seen', async () => {
  open()[0].onerror();
  mock.timers.tick(1000);
  show(false);
  answers.pop().come();
  await settled();
  assert.equal(open().length, 0);
  show(true);
  answers.pop().come();
  await settled();
  assert.equal(open().length, 1);
});
