// From the first stroke to the export.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, test } from 'node:test';
import {
  addClass, allPictures, draw, jobEnds, launch, open, openName, openPicture, saved, strokeAt, until,
} from './browser.mjs';
import { exactMask, folderOf, fullMask, heart, iou, pictureFile } from './pictures.mjs';
import { module } from './modules.mjs';
import { Server } from './server.mjs';

const names = Array.from({ length: 8 }, (_, i) => `mug${i + 1}`);
const others = names.slice(2);
const { decodePiece } = await module('rle');
let server, browser, page, rejected;

before(async () => {
  server = await Server.start(folderOf(names));
  browser = await launch();
  page = await open(browser, server);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

async function maskOf(name) {
  const { id } = await server.picture(`${name}.jpg`);
  const masks = await server.api(`/api/pictures/${id}/masks`);
  const { width, height, classes: [one] } = masks;
  return one ? fullMask(decodePiece(one.mask, width, height), width, height) : null;
}

test('an export that cannot be made says why', async () => {
  await page.keyboard.press('Control+s');
  await page.locator('.dialog input[value="prototypes"]').check();
  await page.getByRole('button', { name: 'Download' }).click();
  await page.locator('.dialog .problem', { hasText: 'no class has been painted yet' }).waitFor();
  await page.keyboard.press('Escape');
});

test('who paints before a class is named is asked for its name', async () => {
  await strokeAt(page, heart(exactMask('mug1')));
  await until('the field for it has the focus', () => page.evaluate(() => document.activeElement.id === 'new-class'));
  await page.keyboard.press('Escape');
});

test('a stroke shows the mask while it is drawn, here and in the next picture', async () => {
  await addClass(page, 'mug');
  await openPicture(page, 'mug1.jpg');
  await allPictures(page);
  const previews = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/edits')) previews.push(request.postDataJSON());
  });
  await strokeAt(page, heart(exactMask('mug1')), { hold: true });
  await until('a preview was asked for', () => previews.some(({ preview }) => preview));
  await page.mouse.up();
  await saved(page);
  const last = previews[previews.length - 1];
  assert.equal(last.preview, false);
  assert.equal(last.shapes[0].tool, 'stroke');
  assert.equal(last.beside, (await server.picture('mug2.jpg')).id);
  const painted = await server.picture('mug1.jpg');
  assert.equal(painted.status, 'mended');
  assert.equal(painted.classes[0].origin, 'person');
});

test('the right button paints the surroundings', async () => {
  await strokeAt(page, heart(exactMask('mug1'), 0), { button: 'right' });
  await saved(page);
  const { id } = await server.picture('mug1.jpg');
  const [mug] = (await server.api(`/api/pictures/${id}/masks`)).classes;
  assert.ok(decodePiece(mug.surroundings, 480, 360));
});

test('after strokes in two pictures, Enter segments all others', async () => {
  await openPicture(page, 'mug2.jpg');
  await allPictures(page);
  await strokeAt(page, heart(exactMask('mug2')));
  await strokeAt(page, heart(exactMask('mug2'), 0), { button: 'right' });
  await saved(page);
  await page.keyboard.press('Enter');
  await jobEnds(page);
  const scores = [];
  for (const name of others) {
    assert.notEqual((await server.picture(`${name}.jpg`)).status, 'todo', name);
    scores.push(iou(await maskOf(name), exactMask(name).pixels));
  }
  console.log(`IoU of the other pictures: ${scores.map((score) => score.toFixed(2)).join(' ')}`);
  assert.ok(scores.filter((score) => score > 0.4).length >= others.length / 2, scores.join(' '));
});

test('the gallery shows the new status of each', async () => {
  await until('none is to do', async () => (await page.locator('.cell[data-status="todo"]').count()) === 0);
  await until('the count says so', async () =>
    (await page.locator('.chip[data-status="todo"] .count').textContent()) === '0');
});

test('Space accepts and goes to the next undecided picture', async () => {
  await page.keyboard.press('Home');
  await page.keyboard.press('n');
  await until('an undecided one is open', async () => !['mug1.jpg', 'mug2.jpg'].includes(await openName(page)));
  const first = await openName(page);
  await page.keyboard.press('Space');
  await until('another one is open', async () => (await openName(page)) !== first);
  await saved(page);
  const accepted = await server.picture(first);
  assert.ok(['accepted', 'empty'].includes(accepted.status));
  assert.equal(accepted.classes[0].decision, 'accepted');
});

test('X rejects: the class is not there', async () => {
  rejected = await openName(page);
  await page.keyboard.press('x');
  await until('another one is open', async () => (await openName(page)) !== rejected);
  await saved(page);
  assert.equal((await server.picture(rejected)).status, 'empty');
});

test('Ctrl+Z takes it back, and shows the picture', async () => {
  const decision = async () => (await server.picture(rejected)).classes[0].decision;
  await page.keyboard.press('Control+z');
  await until('it is open again', async () => (await openName(page)) === rejected);
  assert.equal(await decision(), 'undecided');
  await page.keyboard.press('Control+Shift+z');
  await until('it is rejected again', async () => (await decision()) === 'rejected');
  await page.keyboard.press('Control+z');
  await until('and undecided', async () => (await decision()) === 'undecided');
  await saved(page);
});

test('plus makes the mask larger', async () => {
  const name = await openName(page);
  const state = async () => (await server.picture(name)).classes[0];
  await page.locator('.class.active input[type=range]:enabled').waitFor();
  const earlier = await state();
  for (let i = 0; i < 4; ++i) await page.keyboard.press('+');
  const later = await until('the threshold is lower', async () => {
    const now = await state();
    return now.threshold < earlier.threshold && now;
  });
  assert.equal(later.threshold, earlier.threshold - 1);
  assert.ok(later.pixels >= earlier.pixels);
});

test('mending one picture changes the others', async () => {
  const before = await server.pictures('&status=predicted');
  const [mended] = before;
  await openPicture(page, mended.name);
  await allPictures(page);
  await page.keyboard.press('b');
  const { x, y } = heart(exactMask(mended.name.replace('.jpg', '')), 0);
  await draw(page, [[x, y], [x + 0.03, y + 0.03]]);
  await page.keyboard.press('s');
  await saved(page);
  const after = await server.picture(mended.name);
  assert.equal(after.status, 'mended');
  await page.keyboard.press('Enter');
  await until('all others were segmented anew', async () => {
    const now = await server.pictures('&status=predicted');
    return before.slice(1).every(({ id, revision }) =>
      now.every((one) => one.id !== id || one.revision > revision));
  });
  await jobEnds(page);
});

test('export as COCO', async () => {
  await page.keyboard.press('Control+s');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download' }).click();
  const file = await (await download).path();
  const coco = JSON.parse(fs.readFileSync(file, 'utf8'));
  assert.deepEqual(coco.categories.map(({ name }) => name), ['mug']);
  const decided = (await server.pictures()).filter(({ status }) => ['accepted', 'mended', 'empty'].includes(status));
  assert.deepEqual(coco.images.map(({ file_name }) => file_name).sort(), decided.map(({ name }) => name).sort());
  assert.ok(coco.annotations.length > 0);
});

test('a picture that is dropped onto the page becomes part of the project', async () => {
  const bytes = fs.readFileSync(pictureFile('teapot1')).toString('base64');
  await page.evaluate((base64) => {
    const content = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([content], 'dropped teapot.jpg', { type: 'image/jpeg' }));
    document.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  }, bytes);
  await until('it is in the list', async () =>
    (await server.pictures()).some(({ name }) => name.includes('dropped teapot')));
});

test('nothing went wrong in the page', () => {
  assert.deepEqual(page.errors, []);
});
