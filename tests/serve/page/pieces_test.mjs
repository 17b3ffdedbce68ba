// Objects that touch are cut apart, parts of one are joined.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { addClass, draw, launch, open, openName, pictureBox, saved, until } from './browser.mjs';
import { folderOf } from './pictures.mjs';
import { Server } from './server.mjs';

let server, browser, page, id;

before(async () => {
  server = await Server.start(folderOf(['mug1', 'mug2']));
  browser = await launch();
  page = await open(browser, server);
  ({ id } = await server.picture('mug1.jpg'));
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

// What the page shows of the active class.
async function shows(count) {
  await page.locator(`#work canvas[data-pieces="${count}"]`).waitFor();
}

const pieces = (classId = 1) => server.api(`/api/pictures/${id}/pieces?class=${classId}`);

const between = [[0.4, 0.1], [0.4, 0.7]];
const across = [[0.3, 0.4], [0.5, 0.4]];

test('two boxes that touch are one object', async () => {
  await addClass(page, 'mug');
  await page.keyboard.press('r');
  await draw(page, [[0.2, 0.2], [0.4, 0.6]]);
  await draw(page, [[0.4, 0.2], [0.6, 0.6]]);
  await saved(page);
  await page.keyboard.press('k');
  await shows(1);
});

test('a cut makes two of them, and changes nothing else', async () => {
  const earlier = await server.api(`/api/pictures/${id}/masks`);
  await draw(page, between);
  await shows(2);
  await saved(page);
  const found = await pieces();
  assert.equal(found.pieces.length, 2);
  assert.equal(found.lines[0].kind, 'cut');
  assert.deepEqual((await server.api(`/api/pictures/${id}/masks`)).classes, earlier.classes);
  assert.equal((await page.locator('#live').textContent()), '2 objects.');
});

test('the cut is taken back and made again', async () => {
  await page.keyboard.press('Control+z');
  await shows(1);
  await page.keyboard.press('Control+Shift+z');
  await shows(2);
});

test('COCO has an annotation of each', async () => {
  const coco = await server.api('/api/export/coco');
  assert.equal(coco.annotations.length, 2);
});

test('the right button joins with the tool that cuts', async () => {
  await draw(page, across, { button: 'right' });
  await shows(1);
  assert.deepEqual((await pieces()).lines.map(({ kind }) => kind), ['cut', 'join']);
  await page.keyboard.press('Control+z');
  await shows(2);
});

test('by cross hair, full stop and Enter', async () => {
  await page.keyboard.press('j');
  const { width } = await pictureBox(page);
  const steps = Math.round(0.2 * width / 16);
  for (let i = 0; i < steps; ++i) await page.keyboard.press('Control+ArrowLeft');
  await page.keyboard.press('.');
  for (let i = 0; i < steps; ++i) await page.keyboard.press('Control+ArrowRight');
  await page.keyboard.press('.');
  await page.keyboard.press('Enter');
  await shows(1);
});

test('a single point is no line', async () => {
  const { lines } = await pieces();
  await page.keyboard.press('.');
  await page.keyboard.press('Enter');
  await saved(page);
  assert.equal((await pieces()).lines.length, lines.length);
});

test('Shift+K forgets all lines, until that is taken back', async () => {
  await page.keyboard.press('Shift+K');
  await until('there is no line', async () => (await pieces()).lines.length === 0);
  await page.keyboard.press('Control+z');
  await until('they are there again', async () => (await pieces()).lines.length === 2);
  await page.keyboard.press('Control+z');
  await shows(2);
});

test('other tools show masks as they were, another picture its own pieces', async () => {
  await page.keyboard.press('s');
  await page.locator('#work canvas:not([data-pieces])').waitFor();
  await page.keyboard.press('k');
  await shows(2);
  await page.keyboard.press('d');
  await until('the next one is open', async () => (await openName(page)) === 'mug2.jpg');
  await shows(0);
  await page.keyboard.press('a');
  await shows(2);
});

test('a class of one piece says why nothing is cut', async () => {
  await server.api('/api/classes/1', { method: 'PATCH', body: { one_piece: true } });
  await shows(1);
  await draw(page, between);
  await page.locator('.toast', { hasText: 'class of one piece' }).waitFor();
  await server.api('/api/classes/1', { method: 'PATCH', body: { one_piece: false } });
  await shows(2);
});

test('after a restart it is as it was', async () => {
  const { folder } = server;
  await server.stop();
  server = await Server.start(folder);
  assert.equal((await pieces()).pieces.length, 2);
  assert.equal((await server.api('/api/export/coco')).annotations.length, 2);
});

test('nothing went wrong in the page', () => {
  assert.deepEqual(page.errors, []);
});
