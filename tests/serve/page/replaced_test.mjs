// What is open in the page is not what the server has any more: another file, another project.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { addClass, launch, open, openName, pictureBox, saved, strokeAt, until } from './browser.mjs';
import { exactMask, folderOf, heart, pictureFile } from './pictures.mjs';
import { Server } from './server.mjs';

const token = '0123456789abcdef0123';
const [folder, elsewhere] = [folderOf(['mug1', 'mug2']), folderOf(['teapot1', 'teapot2'])];
let server, browser, page;

before(async () => {
  server = await Server.start(folder, { token });
  browser = await launch();
  page = await open(browser, server);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

async function restart(other, between = () => undefined) {
  const { port } = server;
  await server.kill();
  await between();
  server = await Server.start(other, { port, token });
}

// A pixel of the canvas, in the picture's middle.
function middle() {
  return page.locator('#work canvas').evaluate((canvas) => {
    const [x, y, width, height] = canvas.dataset.picture.split(' ').map(Number);
    return [...canvas.getContext('2d').getImageData(x + width / 2, y + height / 2, 1, 1).data];
  });
}

// A file of the folder gets another one's content.
function overwrite(name, other) {
  fs.copyFileSync(pictureFile(other), path.join(folder, `${name}.jpg`));
}

test('a file that has changed is shown when its picture is opened again', async () => {
  await pictureBox(page);
  const [first, asked] = [await until('it is drawn', async () => (await middle())[3] && middle()), []];
  page.on('response', (response) => {
    if (/pictures\/1\/image/.test(response.url())) asked.push(response.status());
  });
  overwrite('mug1', 'lamp1');
  for (const key of ['d', 'a']) {
    await page.keyboard.press(key);
    await page.waitForTimeout(300);
  }
  await until('another image is drawn', async () => (await middle()).join() !== first.join(), 10);
  assert.equal(asked[asked.length - 1], 200);
});

test('one that has not changed is asked for again, and has the same tag', async () => {
  const tags = [];
  page.on('response', async (response) => {
    if (/pictures\/2\/image/.test(response.url())) tags.push((await response.allHeaders()).etag);
  });
  for (const key of ['d', 'a', 'd']) {
    await page.keyboard.press(key);
    await page.waitForTimeout(300);
  }
  assert.ok(tags.length >= 2);
  assert.equal(new Set(tags).size, 1);
  await page.keyboard.press('Home');
});

test('a picture that was opened while the server was away comes when it is back', async () => {
  await page.reload();
  await page.locator('.cell').first().waitFor();
  await until('the first is open', async () => (await openName(page)) === 'mug1.jpg');
  await pictureBox(page);
  await restart(folder, async () => {
    await page.keyboard.press('d');
    await until('the second is open', async () => (await openName(page)) === 'mug2.jpg');
    overwrite('mug2', 'lamp2');
  });
  const etag = (await server.api('/api/pictures/2/image?side=2048', { raw: true })).headers.get('etag');
  assert.ok(etag);
  await until('it is drawn', async () => (await middle())[3] === 255);
});

test('what was painted in one project never goes into another one', async () => {
  await addClass(page, 'mug');
  await page.keyboard.press('Home');
  await until('the first is open', async () => (await openName(page)) === 'mug1.jpg');
  await pictureBox(page);
  const reloaded = page.waitForEvent('load', { timeout: 20_000 });
  await restart(elsewhere, async () => {
    await strokeAt(page, heart(exactMask('mug1')));
    await page.locator('.saved[data-waiting="1"]').waitFor();
  });
  await server.api('/api/classes', { method: 'POST', body: { name: 'teapot' } });
  await reloaded;
  await until('the other one is shown', async () => (await openName(page)) === 'teapot1.jpg');
  await saved(page);
  assert.equal((await server.api('/api/project')).can_undo, false);
});

test('it is sent when its own project is back', async () => {
  const reloaded = page.waitForEvent('load', { timeout: 20_000 });
  await restart(folder);
  await reloaded;
  await until('it is there', async () => (await server.api('/api/project')).can_undo);
  await saved(page);
  assert.ok((await server.picture('mug1.jpg')).classes[0].painted);
});

test('nothing went wrong in the page', () => {
  assert.deepEqual(page.errors, []);
});
