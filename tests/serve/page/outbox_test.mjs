// Without a browser: what the outbox needs of one is stood in for.
import assert from 'node:assert/strict';
import test from 'node:test';
import { module } from './modules.mjs';

const store = new Map();
globalThis.sessionStorage = {
  getItem: (key) => store.get(key) ?? null,
  setItem: (key, value) => store.set(key, value),
  removeItem: (key) => store.delete(key),
};
globalThis.window = { addEventListener: () => undefined };

let answer; // what the server says: (path, body) => [status, content], or throws where it is away
const asked = [];
const keys = [];
globalThis.fetch = async (path, { body, headers }) => {
  asked.push(JSON.parse(body).n);
  keys.push(headers['Idempotency-Key']);
  const [status, content] = answer(path, JSON.parse(body));
  return new Response(JSON.stringify(content), { status });
};

const { Outbox } = await module('outbox');
const away = () => {
  throw new TypeError('no connection');
};

test('letters are sent in order, one after the other', async () => {
  asked.length = 0;
  answer = (_, { n }) => [200, { n }];
  const outbox = new Outbox('a', assert.fail);
  const answers = await Promise.all([1, 2, 3].map((n) => outbox.send('POST', '/api/x', { n })));
  assert.deepEqual(answers, [{ n: 1 }, { n: 2 }, { n: 3 }]);
  assert.deepEqual(asked, [1, 2, 3]);
  assert.equal(outbox.waiting.value, 0);
  assert.equal(store.size, 0);
});

test('while the server is away they wait, and keep their order', async () => {
  asked.length = 0;
  answer = away;
  const outbox = new Outbox('b', assert.fail);
  const answers = Promise.all([1, 2].map((n) => outbox.send('POST', '/api/x', { n })));
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(outbox.waiting.value, 2);
  assert.equal(JSON.parse(store.get('b')).length, 2);
  answer = (_, { n }) => [200, n];
  outbox.retryNow();
  assert.deepEqual(await answers, [1, 2]);
  assert.deepEqual(asked, [1, 1, 2]);
});

test('a letter has one key, however often it is sent and after a reload of the page, and no other has it', async () => {
  keys.length = 0;
  answer = away;
  const outbox = new Outbox('g', assert.fail);
  const answers = Promise.all([1, 2].map((n) => outbox.send('POST', '/api/x', { n })));
  await new Promise((resolve) => setTimeout(resolve, 20));
  store.set('h', store.get('g'));
  answer = (_, { n }) => [200, n];
  outbox.retryNow();
  await answers;
  await new Outbox('h', assert.fail).send('POST', '/api/x', { n: 3 });
  const [first, again, second, ...reloaded] = keys;
  assert.match(first, /^[0-9a-f]{32}$/);
  assert.equal(again, first);
  assert.notEqual(second, first);
  assert.deepEqual(reloaded.slice(0, 2), [first, second]);
});

test('what a server of another project refuses is kept', async () => {
  answer = () => [409, { error: { code: 'other_project', message: 'another one' } }];
  const outbox = new Outbox('i', assert.fail);
  const done = outbox.send('POST', '/api/x', { n: 1 });
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(JSON.parse(store.get('i')).length, 1);
  answer = () => [200, 'done'];
  outbox.retryNow();
  assert.equal(await done, 'done');
});

for (const status of [401, 429, 503])
  test(`status ${status} passes: the letter is sent again`, async () => {
    let times = 0;
    answer = () => (times++ === 0 ? [status, { error: { code: 'busy', message: 'busy' } }] : [200, 'done']);
    const outbox = new Outbox('c', assert.fail);
    const done = outbox.send('POST', '/api/x', { n: 1 });
    await new Promise((resolve) => setTimeout(resolve, 20));
    outbox.retryNow();
    assert.equal(await done, 'done');
  });

test('while the disk of the server is full they wait, and that is told once', async () => {
  const full = [507, { error: { code: 'storage', message: 'project.sqlite: disk is full' } }];
  answer = away;
  const told = [];
  const outbox = new Outbox('f', (error) => told.push(error.message));
  const done = outbox.send('POST', '/api/x', { n: 1 });
  await new Promise((resolve) => setTimeout(resolve, 20));
  answer = () => full;
  for (let i = 0; i < 2; ++i) {
    outbox.retryNow();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.equal(outbox.waiting.value, 1);
  assert.equal(JSON.parse(store.get('f')).length, 1);
  answer = () => [200, 'done'];
  outbox.retryNow();
  assert.equal(await done, 'done');
  assert.deepEqual(told, ['project.sqlite: disk is full']);
});

test('what the server refuses is given up, and those behind it go on', async () => {
  answer = (_, { n }) => (n === 1 ? [422, { error: { code: 'wrong', message: 'that is wrong' } }] : [200, n]);
  const outbox = new Outbox('d', assert.fail);
  const [first, second] = await Promise.allSettled([1, 2].map((n) => outbox.send('POST', '/api/x', { n })));
  assert.match(first.reason.message, /that is wrong/);
  assert.equal(second.value, 2);
});

test('after a reload of the page the letters of the page before are sent first', async () => {
  asked.length = 0;
  store.set('e', JSON.stringify([1, 2].map((n) => ({ method: 'POST', path: '/api/x', body: { n } }))));
  answer = (_, { n }) => [200, n];
  const outbox = new Outbox('e', assert.fail);
  assert.equal(await outbox.send('POST', '/api/x', { n: 3 }), 3);
  assert.deepEqual(asked, [1, 2, 3]);
});
