// What hands do fast, or not to its end.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { addClass, draw, launch, open, openName, pictureBox, saved, strokeAt, until } from './browser.mjs';
import { exactMask, folderOf, heart } from './pictures.mjs';
import { Server } from './server.mjs';

let server, browser, page;
const sent = [];

before(async () => {
  server = await Server.start(folderOf(['mug1', 'mug2', 'mug3', 'mug4']));
  browser = await launch();
  page = await open(browser, server);
  page.on('request', (request) => {
    if (request.method() === 'POST') sent.push(new URL(request.url()).pathname.split('/').pop());
  });
  await addClass(page, 'mug');
  await pictureBox(page);
  await strokeAt(page, heart(exactMask('mug1')));
  await strokeAt(page, heart(exactMask('mug1'), 0), { button: 'right' });
  await saved(page);
  await page.keyboard.press('d');
  await until('the next one is open', async () => (await openName(page)) === 'mug2.jpg');
  await strokeAt(page, heart(exactMask('mug2')));
  await saved(page);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

const slider = () => page.locator('.class.active input[type=range]');
const threshold = async (name) => (await server.picture(name)).classes[0].threshold;

test('a mask that is made larger is sent before it is accepted', async () => {
  sent.length = 0;
  for (const key of ['+', '+', 'Space']) await page.keyboard.press(key);
  await until('another one is open', async () => (await openName(page)) !== 'mug2.jpg');
  await saved(page);
  assert.deepEqual(sent, ['threshold', 'review']);
  const { classes: [mug] } = await server.picture('mug2.jpg');
  assert.deepEqual([mug.threshold, mug.decision], [-0.5, 'accepted']);
});

test('so it is of a picture that is left', async () => {
  await page.keyboard.press('Home');
  await until('the first one is open', async () => (await openName(page)) === 'mug1.jpg');
  await until('its slider is there', () => slider().isEnabled());
  for (const key of ['-', 'd']) await page.keyboard.press(key);
  await until('it is sent', async () => (await threshold('mug1.jpg')) === 0.25);
  await saved(page);
});

test('a slider that is brought back to where it was leaves the classes alive', async () => {
  await page.keyboard.press('Home');
  await until('its threshold is shown', async () => (await slider().inputValue()) === '-0.25');
  const { x, y, width, height } = await until('it lies somewhere', () => slider().boundingBox());
  const at = x + width / 2;
  await page.mouse.move(at - width / 32, y + height / 2);
  await page.mouse.down();
  const from = await slider().inputValue();
  await page.mouse.move(at + width / 4, y + height / 2, { steps: 4 });
  await page.mouse.move(at - width / 32, y + height / 2, { steps: 4 });
  assert.equal(await slider().inputValue(), from);
  await page.mouse.up();
  await addClass(page, 'spoon');
  assert.equal(await page.locator('.class .name').count(), 2);
  await page.keyboard.press('1');
  await page.locator('.class.active .name', { hasText: 'mug' }).waitFor();
});

test('Ctrl+Z takes the last corner of a polygon back, and nothing that is saved', async () => {
  const { revision } = await server.api('/api/project');
  sent.length = 0;
  await page.keyboard.press('p');
  for (const point of [[0.2, 0.2], [0.4, 0.2], [0.4, 0.4], [0.9, 0.9]]) await draw(page, [point]);
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+y');
  const edit = page.waitForRequest((request) => request.url().endsWith('/edits') && !request.postDataJSON().preview);
  await page.keyboard.press('Enter');
  const [{ points }] = (await edit).postDataJSON().shapes;
  assert.equal(points.length, 3);
  await saved(page);
  assert.ok(!sent.includes('undo') && !sent.includes('redo'));
  assert.ok((await server.api('/api/project')).revision > revision);
  await page.keyboard.press('s');
});

test('Ctrl+Z whose answer is lost on the way takes one change back', async () => {
  const keys = [];
  await page.route('**/api/undo', async (route) => {
    keys.push(route.request().headers()['idempotency-key']);
    if (keys.length > 1) return route.continue();
    await route.fetch();
    await route.abort();
  });
  await page.keyboard.press('Control+z');
  await until('it was sent again', () => keys.length > 1);
  await saved(page);
  await page.unroute('**/api/undo');
  assert.equal(new Set(keys).size, 1);
  const redo = async () => (await server.api('/api/redo', { method: 'POST', raw: true })).status;
  assert.deepEqual([await redo(), await redo()], [200, 409]);
});

test('on a monitor with smaller pixels the picture lies where it did', async () => {
  const backing = () => page.locator('#work canvas').evaluate(({ width, clientWidth }) => width / clientWidth);
  assert.equal(await backing(), 1);
  const session = await page.context().newCDPSession(page);
  for (const deviceScaleFactor of [2, 1.5]) {
    await session.send('Emulation.setDeviceMetricsOverride',
      { width: 1280, height: 720, deviceScaleFactor, mobile: false });
    // Unlike a monitor, the emulation tells pages of no change: they notice when they draw.
    await page.locator('#work canvas').hover({ position: { x: 50 * deviceScaleFactor, y: 50 } });
    await until(`it has ${deviceScaleFactor} times as many pixels`,
      async () => Math.abs((await backing()) - deviceScaleFactor) < 0.01, 10);
  }
});

test('a least piece of nothing cannot be asked for', async () => {
  await page.keyboard.press('Control+s');
  const field = page.locator('.dialog input[name="pieces"]');
  const isValid = async (value) => {
    await field.fill(value);
    return field.evaluate((input) => input.checkValidity());
  };
  assert.deepEqual([await isValid('0'), await isValid('0.001'), await isValid('1')], [false, true, false]);
  await page.keyboard.press('Escape');
});

test('nothing went wrong in the page', () => {
  assert.deepEqual(page.errors, []);
});
