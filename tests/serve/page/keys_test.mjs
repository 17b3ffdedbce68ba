import assert from 'node:assert/strict';
import test from 'node:test';
import { module } from './modules.mjs';

const { bindings, capsOf, keyName } = await module('keys');
const event = (key, changes = {}) => ({ key, code: '', shiftKey: false, ctrlKey: false, metaKey: false, ...changes });

test('letters by what they stand for, with Shift and Ctrl', () => {
  assert.equal(keyName(event('a')), 'A');
  assert.equal(keyName(event('A', { shiftKey: true })), 'Shift+A');
  assert.equal(keyName(event('z', { ctrlKey: true })), 'Ctrl+Z');
  assert.equal(keyName(event('Z', { metaKey: true, shiftKey: true })), 'Ctrl+Shift+Z');
});

test('other characters as they are: how they are reached differs by keyboard', () => {
  assert.equal(keyName(event('?', { shiftKey: true })), '?');
  assert.equal(keyName(event('+')), '+');
  assert.equal(keyName(event(' ')), 'Space');
});

test('letters of a keyboard without Latin ones by where they lie', () => {
  assert.equal(keyName(event('ф', { code: 'KeyA' })), 'A');
});

test('no key has two meanings', () => {
  const keys = bindings.flatMap((binding) => binding.keys);
  assert.deepEqual(keys.filter((key, i) => keys.indexOf(key) !== i), []);
});

test('each is shown in the list', () => {
  for (const binding of bindings) assert.ok(capsOf(binding).every((cap) => cap.length > 0), binding.action);
});
