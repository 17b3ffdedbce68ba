import assert from 'node:assert/strict';
import test from 'node:test';
import { module } from './modules.mjs';

// A server with so many pictures, of which these are undecided.
const total = 1000;
const undecided = new Set([3, 450, 900]);
let requests = [];
globalThis.fetch = async (path) => {
  requests.push(path);
  const query = new URL(path, 'http://panet').searchParams;
  const [offset, limit] = [Number(query.get('offset')), Number(query.get('limit'))];
  const pictures = Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, i) => ({
    id: 5000 + offset + i, name: `${offset + i}.jpg`, status: undecided.has(offset + i) ? 'predicted' : 'accepted',
  }));
  return new Response(JSON.stringify({ total, revision: 1, pictures }));
};

const { PictureList } = await module('picture_list');
const filter = { status: '', sort: 'name', search: '' };

async function listed() {
  const list = new PictureList(filter);
  await list.show(filter);
  requests = [];
  return list;
}

test('only windows are fetched, each once', async () => {
  const list = await listed();
  list.need(390, 410);
  list.need(390, 410);
  await list.fetchAt(410);
  assert.deepEqual(requests.map((path) => new URL(path, 'http://x').searchParams.get('offset')), ['200', '400']);
  assert.equal(list.at(410).name, '410.jpg');
  assert.equal(list.at(700), undefined);
});

test('the next undecided picture is found where it is not fetched yet, and going round', async () => {
  const list = await listed();
  const next = async (from) => (await list.nextUndecided(from))?.index ?? null;
  assert.equal(await next(3), 450);
  assert.equal(await next(450), 900);
  assert.equal(await next(900), 3);
});

test('where there is no other, there is none', async () => {
  const list = await listed();
  for (const index of [450, 900]) list.patch({ ...(await list.fetchAt(index)), status: 'accepted' });
  assert.equal(await list.nextUndecided(3), null);
});

test('what is out of date is fetched again when it is needed, and shown until then', async () => {
  const list = await listed();
  list.outdate();
  assert.equal(list.at(5).name, '5.jpg');
  list.need(0, 10);
  assert.equal(requests.length, 1);
});

test('an answer to a filter that has been left is not taken', async () => {
  const list = await listed();
  const late = list.fetchAt(500);
  await list.show({ ...filter, search: 'other' });
  await late;
  assert.equal(list.at(500), undefined);
});
