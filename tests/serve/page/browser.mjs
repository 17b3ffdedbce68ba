// A person at the page: what hands do, by mouse and keys.
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

export async function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
}

// The page as a person first sees it. What it writes to the console fails the test that asks for it.
export async function open(browser, server, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, locale: 'en-GB', ...options });
  const page = await context.newPage();
  page.errors = [];
  page.on('pageerror', (error) => page.errors.push(String(error)));
  await page.goto(server.door);
  await page.locator('.cell').first().waitFor();
  return page;
}

// At the gate, behind which one comes who knows the token.
export async function enter(page, token) {
  await page.locator('#token').fill(token);
  await page.keyboard.press('Enter');
}

export async function until(what, condition, seconds = 60) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
    const value = await condition();
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail(`after ${seconds} s still not: ${what}`);
}

// Where the open picture lies on the screen.
export async function pictureBox(page) {
  const canvas = page.locator('#work canvas');
  const { x, y } = await canvas.boundingBox();
  const told = await until('a picture is open', () => canvas.getAttribute('data-picture'));
  const [left, top, width, height] = told.split(' ').map(Number);
  return { x: x + left, y: y + top, width, height };
}

// Along points that are parts of the picture. `hold`: the button stays down.
export async function draw(page, points, { button = 'left', hold = false } = {}) {
  const box = await pictureBox(page);
  const [first, ...rest] = points.map(([x, y]) => [box.x + x * box.width, box.y + y * box.height]);
  await page.mouse.move(...first);
  await page.mouse.down({ button });
  for (const point of rest) await page.mouse.move(...point, { steps: 8 });
  if (!hold) await page.mouse.up({ button });
}

export async function strokeAt(page, { x, y, rx }, options) {
  await draw(page, [[x - rx / 2, y], [x + rx / 2, y]], options);
}

export async function saved(page) {
  await page.locator('.saved[data-waiting="0"]').waitFor();
}

export async function openPicture(page, name) {
  await page.locator('#search').fill(name);
  await page.locator(`.review-bar .about .name`, { hasText: name }).waitFor();
  await page.locator('#search').blur();
  await pictureBox(page);
}

export async function allPictures(page) {
  await page.locator('#search').fill('');
  await page.locator('#search').blur();
}

export async function addClass(page, name) {
  await page.keyboard.press('c');
  await page.locator('#new-class:focus').waitFor();
  await page.keyboard.type(name);
  await page.keyboard.press('Enter');
  await page.locator('.class.active .name', { hasText: name }).waitFor();
}

export function openName(page) {
  return page.locator('.review-bar .about .name').textContent();
}

export async function jobEnds(page) {
  await page.locator('.job[data-state="done"]').waitFor({ timeout: 120_000 });
}
