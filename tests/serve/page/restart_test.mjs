// The server is killed while something is painted and a job runs.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { addClass, enter, launch, open, openPicture, pictureBox, saved, strokeAt, until } from './browser.mjs';
import { exactMask, folderOf, heart } from './pictures.mjs';
import { Server } from './server.mjs';

const names = ['mug', 'teapot', 'chair', 'lamp', 'fruit_bowl'].flatMap((kind) =>
  Array.from({ length: 8 }, (_, i) => `${kind}${i + 1}`));
let server, browser, page;

before(async () => {
  server = await Server.start(folderOf(names));
  browser = await launch();
  page = await open(browser, server);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

// On the same port, as whoever started it would. A token of its own is given once.
async function startAgain() {
  const { folder, port, token } = server;
  server = await Server.start(folder, { port });
  if (server.token !== token) await enter(page, server.token);
  await page.locator('.cell').first().waitFor();
}

test('a stroke that is being drawn when the server dies is kept, and sent when it is back', async () => {
  await addClass(page, 'mug');
  await openPicture(page, 'mug1.jpg');
  await strokeAt(page, heart(exactMask('mug1')));
  await saved(page);
  await strokeAt(page, heart(exactMask('mug1'), 0), { button: 'right', hold: true });
  await server.kill();
  await page.mouse.up({ button: 'right' });
  await page.locator('.saved[data-waiting="1"]').waitFor();
  await page.locator('.gone').waitFor();
  await startAgain();
  await saved(page);
  await page.locator('.gone').waitFor({ state: 'hidden' });
  const { id, classes: [mug] } = await server.picture('mug1.jpg');
  assert.ok(mug.painted);
  const [masks] = (await server.api(`/api/pictures/${id}/masks`)).classes;
  assert.ok(masks.object && masks.surroundings);
  assert.equal((await server.api('/api/project')).classes[0].supports, 1);
});

test('what a job had found when the server died stays, and what was accepted', async () => {
  await page.locator('#search').fill('');
  await page.locator('#search').blur();
  await page.keyboard.press('Enter');
  const counts = async () => (await server.api('/api/project')).pictures;
  await until('some are predicted', async () => {
    const now = await counts();
    return now.predicted + now.absent > 2;
  });
  const [first] = (await server.pictures()).filter(({ status }) => status === 'predicted' || status === 'absent');
  await server.api(`/api/pictures/${first.id}/review`, { method: 'POST', body: { decision: 'accept', class: null } });
  const before = await counts();
  await server.kill();
  await startAgain();
  const now = await counts();
  assert.ok(now.todo <= before.todo, `${now.todo} are to do, ${before.todo} were`);
  assert.equal(now.total, before.total);
  assert.equal((await server.api(`/api/pictures/${first.id}`)).classes[0].decision, 'accepted');
  await pictureBox(page);
});

test('the job can be started again and ends', async () => {
  await page.locator('.top .start').click();
  await until('nothing is left to do', async () => (await server.api('/api/project')).pictures.todo === 0, 300);
});

test('nothing went wrong in the page', () => {
  assert.deepEqual(page.errors, []);
});
