// Draws docs/images/pieces.jpg: two fruits that touch, cut apart, on a rendering that ships.
//   PANET=build/panet SOURCE=. node pieces_screenshot.mjs OUT.jpg     (in the folder that `run` has made)
import fs from 'node:fs';
import path from 'node:path';
import { addClass, draw, launch, open, pictureBox, saved } from './browser.mjs';
import { folderOf } from './pictures.mjs';
import { Server } from './server.mjs';
const [out] = process.argv.slice(2);
const server = await Server.start(folderOf(['fruit_bowl1', 'mug1', 'teapot1']));
const browser = await launch();
const page = await open(browser, server, { viewport: { width: 1440, height: 800 }, colorScheme: 'dark' });

// Corners of a circle, in parts of a picture of 4 by 3.
function circle(x, y, radius) {
  const corner = (_, i) => [x + radius * Math.cos((i * Math.PI) / 20), y + (4 / 3) * radius * Math.sin((i * Math.PI) / 20)];
  return Array.from({ length: 40 }, corner);
}

async function polygon(points) {
  await page.keyboard.press('p');
  const box = await pictureBox(page);
  for (const [x, y] of points) await page.mouse.click(box.x + x * box.width, box.y + y * box.height);
  await page.keyboard.press('Enter');
}

await addClass(page, 'orange');
await polygon(circle(0.368, 0.403, 0.103));
await polygon(circle(0.543, 0.53, 0.103));
await saved(page);
await page.keyboard.press('k');
await draw(page, [[0.5, 0.32], [0.455, 0.47], [0.41, 0.62]]);
await saved(page);
await page.mouse.move(5, 5);
await page.waitForTimeout(1500);
await page.locator('.centre').screenshot({ path: path.resolve(out), type: 'jpeg', quality: 80 });
await browser.close();
await server.stop();
fs.rmSync(path.dirname(server.folder), { recursive: true, force: true });
