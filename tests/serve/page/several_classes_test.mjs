// Two classes: a picture is done when both are decided.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import {
  addClass, allPictures, jobEnds, launch, open, openName, openPicture, saved, strokeAt, until,
} from './browser.mjs';
import { exactMask, folderOf, heart, pictureFile } from './pictures.mjs';
import { Server } from './server.mjs';

let server, browser, page;

before(async () => {
  const folder = folderOf(['mug1', 'mug2', 'teapot1']);
  fs.copyFileSync(pictureFile('teapot1'), path.join(folder, 'another.jpg')); // surely with a teapot
  server = await Server.start(folder);
  browser = await launch();
  page = await open(browser, server);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

async function paint(name, object, button = 'left') {
  await openPicture(page, name);
  await allPictures(page);
  await strokeAt(page, heart(exactMask(object)), { button });
  await saved(page);
}

// The page hears a moment after the server what a job has found.
async function exportTellsWhatIsLeftOut() {
  await page.keyboard.press('Control+s');
  const tells = (await page.locator('.dialog .left-out').count()) > 0;
  await page.keyboard.press('Escape');
  return tells;
}

async function exported() {
  await page.keyboard.press('Control+s');
  const hint = await page.locator('.dialog .left-out').allTextContents();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download' }).click();
  const file = await (await download).path();
  const { images } = JSON.parse(fs.readFileSync(file, 'utf8'));
  return { names: images.map(({ file_name }) => file_name).sort(), hint: hint.join() };
}

test('a painted picture in which another class was found is to be reviewed', async () => {
  await addClass(page, 'mug');
  await paint('mug1.jpg', 'mug1');
  await addClass(page, 'teapot');
  await paint('teapot1.jpg', 'teapot1');
  await page.keyboard.press('1');
  await paint('another.jpg', 'teapot1', 'right'); // no mug is there
  await page.keyboard.press('Enter');
  await jobEnds(page);
  const { status, classes } = await server.picture('another.jpg');
  assert.equal(status, 'predicted');
  assert.equal(classes[0].origin, 'person');
  assert.equal(classes[1].decision, 'undecided');
});

test('it is left out of what is decided, and the dialog says so', async () => {
  await until('the dialog says so', exportTellsWhatIsLeftOut);
  const { names, hint } = await exported();
  assert.ok(!names.includes('another.jpg'), names.join());
  assert.match(hint, /Left out of the decided ones: \d/);
});

test('N goes there, and Space decides it', async () => {
  await openPicture(page, 'teapot1.jpg');
  await allPictures(page);
  await page.locator('.review-bar .place', { hasText: '4 / 4' }).waitFor();
  await page.keyboard.press('n');
  await until('it is open', async () => (await openName(page)) === 'another.jpg');
  await page.keyboard.press('Space');
  await saved(page);
  const { status, classes } = await server.picture('another.jpg');
  assert.equal(status, 'mended');
  assert.equal(classes[1].origin, 'confirmed');
  assert.ok((await exported()).names.includes('another.jpg'));
});

test('nothing went wrong in the page', () => {
  assert.deepEqual(page.errors, []);
});
