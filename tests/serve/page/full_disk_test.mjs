// The disk of the server has no room while something is painted.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { addClass, enter, launch, open, openPicture, saved, strokeAt } from './browser.mjs';
import { exactMask, folderOf, heart } from './pictures.mjs';
import { Server } from './server.mjs';

const room = 400_000; // bytes: a project, and a few strokes
const faulty = path.join(path.dirname(process.env.PANET), 'libfaulty.so'); // tests/faults
let server, browser;

after(async () => {
  await browser?.close();
  await server?.stop();
});

// Until it is refused, by another client.
async function fillTheDisk() {
  const { id, classes: [mug] } = await server.picture('mug1.jpg');
  for (let i = 0; i < 200; ++i) {
    const shape = { tool: 'stroke', of: 'object', points: [[i, 9], [200 - i, 150]], width: 3 };
    const body = { class: mug.class, shapes: [shape], side: 64 };
    const response = await server.api(`/api/pictures/${id}/edits`, { method: 'POST', raw: true, body });
    if (!response.ok) return response.status;
  }
  throw new Error('the disk is not full yet');
}

test('what is painted on a full disk is kept in the page, which says why, until there is room',
  { skip: !existsSync(faulty) && `there is no ${faulty}` }, async () => {
    const folder = folderOf(['mug1']);
    server = await Server.start(folder, { env: { LD_PRELOAD: faulty, FAULTY_ROOT: `${folder}.panet`, FAULTY_SPACE: String(room) } });
    browser = await launch();
    const page = await open(browser, server);
    await addClass(page, 'mug');
    assert.equal(await fillTheDisk(), 507);
    await openPicture(page, 'mug1.jpg');
    await strokeAt(page, heart(exactMask('mug1'), 0), { button: 'right' });
    await page.locator('.toast.problem', { hasText: 'full' }).waitFor();
    await page.locator('.saved[data-waiting="1"]').waitFor();
    const { port } = server;
    await server.kill();
    server = await Server.start(folder, { port });
    await enter(page, server.token);
    await saved(page);
    const { id } = await server.picture('mug1.jpg');
    const [masks] = (await server.api(`/api/pictures/${id}/masks`)).classes;
    assert.ok(masks.surroundings);
    assert.deepEqual(page.errors, []);
  });
