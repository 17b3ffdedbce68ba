// All of it without a mouse, and the other tools.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { addClass, draw, launch, open, openName, pictureBox, saved, until } from './browser.mjs';
import { folderOf } from './pictures.mjs';
import { Server } from './server.mjs';

let server, browser, page;
const edits = [];

before(async () => {
  server = await Server.start(folderOf(['mug1', 'mug2', 'mug3']));
  browser = await launch();
  page = await open(browser, server);
  page.on('request', (request) => {
    if (request.url().endsWith('/edits') && !request.postDataJSON().preview) edits.push(request.postDataJSON());
  });
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

async function lastShape() {
  await saved(page);
  return edits[edits.length - 1].shapes[0];
}

test('a class is named by keys', async () => {
  await addClass(page, 'mug');
  await addClass(page, 'spoon');
  await page.keyboard.press('1');
  await page.locator('.class.active .name', { hasText: 'mug' }).waitFor();
});

test('a box by cross hair and full stop', async () => {
  await pictureBox(page);
  await page.keyboard.press('r');
  for (let i = 0; i < 3; ++i) await page.keyboard.press('Control+ArrowLeft');
  await page.keyboard.press('.');
  for (let i = 0; i < 5; ++i) await page.keyboard.press('Control+ArrowRight');
  for (let i = 0; i < 4; ++i) await page.keyboard.press('Control+ArrowDown');
  await page.keyboard.press('.');
  const { tool, of, points: [[left, top], [right, bottom]] } = await lastShape();
  assert.deepEqual([tool, of], ['box', 'object']);
  assert.ok(right > left && bottom > top);
  const { width, height } = await pictureBox(page);
  assert.ok(Math.abs((right - left) / (5 * 16) - 480 / width) < 0.02);
  assert.ok(Math.abs((bottom - top) / (4 * 16) - 360 / height) < 0.02);
});

test('a stroke of the surroundings by keys ends with Enter', async () => {
  await page.keyboard.press('s');
  await page.keyboard.press('v');
  await page.keyboard.press('.');
  for (let i = 0; i < 3; ++i) await page.keyboard.press('Control+ArrowUp');
  await page.keyboard.press('.');
  await page.keyboard.press('Enter');
  await page.keyboard.press('v');
  const { tool, of, points } = await lastShape();
  assert.deepEqual([tool, of, points.length], ['stroke', 'surroundings', 2]);
});

test('Backspace takes the last point back, Escape all of them', async () => {
  const before = edits.length;
  await page.keyboard.press('p');
  for (const key of ['.', 'Control+ArrowRight', '.', 'Control+ArrowDown', '.', 'Backspace', 'Escape', '.', 'Backspace'])
    await page.keyboard.press(key);
  await saved(page);
  assert.equal(edits.length, before);
});

test('a polygon by the mouse closes with a double click', async () => {
  await page.keyboard.press('p');
  for (const point of [[0.2, 0.2], [0.4, 0.2]]) await draw(page, [point]);
  const box = await pictureBox(page);
  await page.mouse.dblclick(box.x + 0.4 * box.width, box.y + 0.5 * box.height);
  const { tool, points } = await lastShape();
  assert.equal(tool, 'polygon');
  assert.equal(points.length, 3);
});

test('brush and eraser have the width that [ and ] set', async () => {
  await page.keyboard.press('b');
  await draw(page, [[0.5, 0.5], [0.6, 0.5]]);
  const brush = await lastShape();
  await page.keyboard.press(']');
  await page.keyboard.press(']');
  await page.keyboard.press('e');
  await draw(page, [[0.5, 0.5], [0.6, 0.5]]);
  const eraser = await lastShape();
  assert.deepEqual([brush.tool, eraser.tool, eraser.of], ['brush', 'eraser', undefined]);
  assert.ok(Math.abs(eraser.width / brush.width - 1.25 ** 2) < 0.05);
});

test('zoom and fit change what is seen and not what is painted', async () => {
  const fitted = await pictureBox(page);
  await page.keyboard.press('z');
  await until('it is larger', async () => (await pictureBox(page)).width > 1.4 * fitted.width);
  await page.keyboard.press('s');
  const box = await pictureBox(page);
  const canvas = await page.locator('#work canvas').boundingBox();
  const [x, y] = [canvas.x + canvas.width / 2, canvas.y + canvas.height / 2];
  await page.mouse.click(x, y);
  const { points: [[px, py]] } = await lastShape();
  assert.ok(Math.abs(px - ((x - box.x) / box.width) * 480) < 1);
  assert.ok(Math.abs(py - ((y - box.y) / box.height) * 360) < 1);
  await page.keyboard.press('f');
  await until('it fits again', async () => (await pictureBox(page)).width === fitted.width);
});

test('space and drag moves the picture and accepts nothing', async () => {
  const [from, name] = [await pictureBox(page), await openName(page)];
  await page.keyboard.down('Space');
  await draw(page, [[0.5, 0.5], [0.6, 0.6]]);
  await page.keyboard.up('Space');
  const to = await pictureBox(page);
  assert.ok(Math.abs(to.x - from.x - 0.1 * from.width) <= 2);
  assert.equal(await openName(page), name);
  await page.keyboard.press('f');
});

test('A and D, and the arrows, go through the pictures', async () => {
  await page.keyboard.press('Home');
  const seen = [];
  for (const key of ['d', 'ArrowRight', 'a', 'ArrowLeft', 'End']) {
    await page.keyboard.press(key);
    await page.waitForTimeout(150);
    seen.push(await openName(page));
  }
  assert.deepEqual(seen, ['mug2.jpg', 'mug3.jpg', 'mug2.jpg', 'mug1.jpg', 'mug3.jpg']);
});

test('keys that are typed into a field do nothing else', async () => {
  const name = await openName(page);
  await page.keyboard.press('/');
  await page.keyboard.type('mug 3 xnd');
  assert.equal(await page.locator('#search').inputValue(), 'mug 3 xnd');
  await page.locator('#search').fill('');
  await page.keyboard.press('Escape');
  await until('all are listed', async () => (await page.locator('.cell').count()) === 3);
  assert.equal((await server.picture(name)).status, 'todo');
});

test('? and F1 show the keys', async () => {
  for (const key of ['?', 'F1']) {
    await page.keyboard.press(key);
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }
});

test('with the focus on a button, Space presses it and accepts nothing', async () => {
  const name = await openName(page);
  await page.locator('[data-tool="brush"]').focus();
  await page.keyboard.press('Space');
  assert.equal(await page.locator('[data-tool="brush"]').getAttribute('aria-pressed'), 'true');
  assert.equal(await openName(page), name);
  await page.locator('[data-tool="brush"]').blur();
});

test('the language can be changed, and stays', async () => {
  await page.getByRole('button', { name: '中文' }).click();
  await page.getByRole('button', { name: '接受', exact: true }).waitFor();
  await page.reload();
  await page.getByRole('button', { name: '接受', exact: true }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'zh-CN');
});

test('nothing went wrong in the page', () => {
  assert.deepEqual(page.errors, []);
});
