// axe-core finds nothing on any screen, light or dark.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { addClass, jobEnds, launch, open, openPicture, saved, strokeAt, until } from './browser.mjs';
import { exactMask, folderOf, heart } from './pictures.mjs';
import { Server } from './server.mjs';

const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let server, browser, page;

before(async () => {
  const folder = folderOf(['mug1', 'mug2', 'mug3', 'mug4']);
  fs.writeFileSync(`${folder}/broken.jpg`, 'no picture');
  server = await Server.start(folder);
  browser = await launch();
  page = await open(browser, server);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

async function check(where, on = page) {
  await on.evaluate(axe);
  const { violations } = await on.evaluate(() => window.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }));
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) =>
    `${html.slice(0, 160)} ${failureSummary}`).join('\n')}`);
  assert.deepEqual(found, [], where);
}

async function checkBoth(where, on = page) {
  for (const colorScheme of ['light', 'dark']) {
    await on.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await on.waitForTimeout(100);
    await check(`${where}, ${colorScheme}`, on);
  }
}

test('the page as it is first seen', () => checkBoth('first'));

test('with a class, painted', async () => {
  await addClass(page, 'mug');
  await openPicture(page, 'mug1');
  await strokeAt(page, heart(exactMask('mug1')));
  await saved(page);
  await checkBoth('painted');
});

test('with masks', async () => {
  await page.locator('#search').fill('');
  await page.locator('#search').blur();
  await page.keyboard.press('Enter');
  await jobEnds(page);
  await page.keyboard.press('n');
  await page.waitForTimeout(500);
  await checkBoth('masks');
});

test('a picture that cannot be read', async () => {
  await openPicture(page, 'broken');
  await until('the reason is shown', async () => (await page.locator('.notice').textContent()).includes('broken.jpg'));
  await checkBoth('failed');
});

test('no picture is like the search', async () => {
  await page.locator('#search').fill('nothing is called this');
  await page.locator('.nothing').waitFor();
  await checkBoth('nothing');
  await page.locator('#search').fill('');
  await page.locator('.cell').first().waitFor();
  await page.locator('#search').blur();
});

for (const [name, key] of [['Keys', '?'], ['Export', 'Control+s']])
  test(`the dialog ${name}`, async () => {
    await page.keyboard.press(key);
    await page.getByRole('dialog', { name }).waitFor();
    await checkBoth(name);
    await page.keyboard.press('Escape');
  });

test('the dialog Import, with its outcome', async () => {
  await page.getByRole('button', { name: 'Import' }).click();
  await page.getByLabel('Path, from the folder of photographs').fill('/there/is/no/such/folder');
  await page.getByRole('dialog').getByRole('button', { name: 'Import' }).click();
  await page.locator('.dialog .problem').waitFor();
  await checkBoth('import');
  await page.keyboard.press('Escape');
});

test('the dialog of a class', async () => {
  await page.getByRole('button', { name: 'Change mug' }).click();
  await page.getByRole('dialog').waitFor();
  await checkBoth('class');
  await page.keyboard.press('Escape');
});

test('the large grid', async () => {
  await page.keyboard.press('g');
  await checkBoth('grid');
  await page.keyboard.press('g');
});

test('a tablet', async () => {
  await page.setViewportSize({ width: 820, height: 1180 });
  await checkBoth('tablet');
  await page.setViewportSize({ width: 1280, height: 720 });
});

test('in Chinese', async () => {
  await page.getByRole('button', { name: '中文' }).click();
  await checkBoth('Chinese');
});

test('the screen that asks for the token', async () => {
  const stranger = await browser.newPage();
  await stranger.goto(server.address);
  await stranger.locator('#token').waitFor();
  await checkBoth('token', stranger);
  await stranger.close();
});

test('the server is gone', async () => {
  await server.kill();
  await page.locator('.gone').waitFor();
  await checkBoth('gone');
});
