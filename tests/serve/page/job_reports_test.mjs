// How far the job is, by events and in answers; without a browser.
import assert from 'node:assert/strict';
import test from 'node:test';
import { module } from './modules.mjs';

const { takeReport } = await module('job_reports');

const running = { state: 'running' };
const interrupted = { state: 'interrupted' };

test('an answer tells how far it is', async () => {
  const job = { value: null };
  await takeReport(job, Promise.resolve(running));
  assert.equal(job.value, running);
});

test('an event that came before the answer is newer than it', async () => {
  const job = { value: running };
  const taken = takeReport(job, Promise.resolve({ state: 'running' }));
  job.value = interrupted;
  await taken;
  assert.equal(job.value, interrupted);
});
