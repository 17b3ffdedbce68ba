// Fingers and pens.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { addClass, launch, open, pictureBox, saved, until } from './browser.mjs';
import { folderOf } from './pictures.mjs';
import { Server } from './server.mjs';

let server, browser, page, session;
const edits = [];

before(async () => {
  server = await Server.start(folderOf(['mug1', 'mug2']));
  browser = await launch();
  page = await open(browser, server, { hasTouch: true, viewport: { width: 820, height: 1180 } });
  page.on('request', (request) => {
    if (request.url().endsWith('/edits') && !request.postDataJSON().preview) edits.push(request.postDataJSON());
  });
  session = await page.context().newCDPSession(page);
  await addClass(page, 'mug');
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

async function touch(type, points) {
  await session.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
}

test('one finger paints', async () => {
  const { x, y, width, height } = await pictureBox(page);
  const at = (fx, fy) => [x + fx * width, y + fy * height];
  await touch('touchStart', [at(0.4, 0.5)]);
  for (const fx of [0.45, 0.5, 0.55]) await touch('touchMove', [at(fx, 0.5)]);
  await touch('touchEnd', []);
  await until('a stroke was sent', () => edits.length === 1);
  assert.equal(edits[0].shapes[0].tool, 'stroke');
  await saved(page);
});

test('two fingers zoom, and paint nothing', async () => {
  const before = await pictureBox(page);
  const [x, y] = [before.x + before.width / 2, before.y + before.height / 2];
  await touch('touchStart', [[x - 50, y]]);
  await touch('touchStart', [[x - 50, y], [x + 50, y]]);
  for (const d of [60, 80, 100]) await touch('touchMove', [[x - d, y], [x + d, y]]);
  await touch('touchEnd', []);
  const after = await pictureBox(page);
  assert.ok(Math.abs(after.width / before.width - 2) < 0.1, `${before.width} to ${after.width}`);
  assert.equal(edits.length, 1);
});

test('a pen that presses harder paints wider', async () => {
  await page.keyboard.press('f');
  const { x, y, width, height } = await pictureBox(page);
  await page.evaluate(([x, y, width, height]) => {
    const canvas = document.querySelector('#work canvas');
    canvas.setPointerCapture = () => undefined;
    const fire = (type, fx, pressure) => canvas.dispatchEvent(new PointerEvent(type, {
      pointerType: 'pen', pointerId: 7, pressure, button: 0, buttons: 1, bubbles: true,
      clientX: x + fx * width, clientY: y + 0.3 * height,
    }));
    fire('pointerdown', 0.3, 0.1);
    for (let i = 1; i <= 10; ++i) fire('pointermove', 0.3 + 0.03 * i, 0.1 * i);
    fire('pointerup', 0.6, 0);
  }, [x, y, width, height]);
  await until('it was sent', () => edits.length === 2);
  const widths = edits[1].shapes.map((shape) => shape.width);
  assert.ok(widths.length > 2 && widths[0] < widths[widths.length - 1], widths.join(' '));
});

test('nothing went wrong in the page', () => {
  assert.deepEqual(page.errors, []);
});
