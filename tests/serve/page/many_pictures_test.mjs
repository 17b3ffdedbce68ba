// 20,000 pictures: hard links of a few.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { launch, open, openName, until } from './browser.mjs';
import { folderOf } from './pictures.mjs';
import { Server } from './server.mjs';

const total = 20_000;
const most = 300;
const nameOf = (index) => `picture_${String(index).padStart(5, '0')}.jpg`;
let server, browser, page;

before(async () => {
  const few = ['mug1', 'teapot2', 'chair3', 'lamp4', 'fruit_bowl5'];
  const folder = folderOf(few);
  for (let i = 0; i < total; ++i)
    fs.linkSync(path.join(folder, `${few[i % few.length]}.jpg`), path.join(folder, nameOf(i)));
  for (const name of few) fs.unlinkSync(path.join(folder, `${name}.jpg`));
  server = await Server.start(folder);
  browser = await launch();
  page = await open(browser, server);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

const thumbnails = () => page.locator('.cell img').count();

// The names of the cells that are seen, by index.
async function seen() {
  return page.evaluate(() => {
    const panel = document.querySelector('#gallery').getBoundingClientRect();
    return [...document.querySelectorAll('.cell')].filter((cell) => {
      const box = cell.getBoundingClientRect();
      return box.top >= panel.top - 1 && box.bottom <= panel.bottom + 1;
    }).map((cell) => [Number(cell.dataset.index), cell.querySelector('.name').textContent]);
  });
}

async function rightOnesAreSeen() {
  await until('the cells in view have their names', async () => {
    const cells = await seen();
    return cells.length > 0 && cells.every(([index, name]) => name === nameOf(index));
  });
}

test('all are counted, few are in the page', async () => {
  await until('the count is there', async () =>
    (await page.locator('.chip[data-status="all"] .count').textContent()) === '20,000');
  assert.ok((await thumbnails()) <= most);
  await rightOnesAreSeen();
});

test('scrolling shows the right ones, and never many', async () => {
  for (const part of [0.25, 0.5, 0.9, 0.1]) {
    await page.evaluate((to) => {
      const panel = document.querySelector('#gallery');
      panel.scrollTop = to * (panel.scrollHeight - panel.clientHeight);
    }, part);
    await rightOnesAreSeen();
    const middle = (await seen())[4][0];
    assert.ok(Math.abs(middle / total - part) < 0.01, `at ${part}: ${middle}`);
    assert.ok((await thumbnails()) <= most);
  }
});

test('their thumbnails come', async () => {
  await until('what is seen has its thumbnail', () => page.evaluate(() => {
    const panel = document.querySelector('#gallery').getBoundingClientRect();
    return [...document.querySelectorAll('.cell')].filter((cell) => {
      const box = cell.getBoundingClientRect();
      return box.bottom > panel.top && box.top < panel.bottom;
    }).every((cell) => cell.querySelector('img').classList.contains('there'));
  }));
});

// How fast is told, not tested: machines differ.
test('scrolling on and on shows the right ones, and never many', async () => {
  const { frames, seconds, slowest, most: mostInPage } = await page.evaluate(() => new Promise((resolve) => {
    const panel = document.querySelector('#gallery');
    panel.scrollTop = 0;
    let [frames, slowest, most] = [0, 0, 0];
    const start = performance.now();
    let last = start;
    const step = (now) => {
      frames++;
      slowest = Math.max(slowest, now - last);
      most = Math.max(most, document.querySelectorAll('.cell img').length);
      last = now;
      panel.scrollTop += 120;
      if (now - start < 4000) requestAnimationFrame(step);
      else resolve({ frames, seconds: (now - start) / 1000, slowest, most });
    };
    requestAnimationFrame(step);
  }));
  const rate = (frames / seconds).toFixed(0);
  console.log(`${rate} frames a second while scrolling, the slowest ${slowest.toFixed(0)} ms, ` +
    `at most ${mostInPage} thumbnails in the page`);
  assert.ok(mostInPage <= most);
  await rightOnesAreSeen();
});

test('End opens the last picture, and shows it in the gallery', async () => {
  await page.keyboard.press('End');
  await until('it is open', async () => (await openName(page)) === nameOf(total - 1));
  await until('it is seen', async () => (await seen()).some(([index]) => index === total - 1));
  assert.ok((await thumbnails()) <= most);
});

test('a name is searched for among all', async () => {
  await page.locator('#search').fill('12345');
  await until('one is found', async () => (await page.locator('.cell').count()) === 1);
  assert.equal(await page.locator('.cell .name').textContent(), nameOf(12345));
});

test('nothing went wrong in the page', () => {
  assert.deepEqual(page.errors, []);
});
