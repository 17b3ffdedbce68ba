// Draws docs/images/labelling.jpg: a class that was painted in three pictures, on the renderings that ship.
//   PANET=build/panet SOURCE=. node screenshot.mjs OUT.jpg     (in the folder that `run` has made)
import fs from 'node:fs';
import path from 'node:path';
import { addClass, allPictures, draw, jobEnds, launch, open, openPicture, saved } from './browser.mjs';
import { folderOf } from './pictures.mjs';
import { Server } from './server.mjs';

const [out] = process.argv.slice(2);
const classes = ['teapot'];
const names = ['teapot', 'mug', 'lamp', 'fruit_bowl'].flatMap((name) => [1, 2, 3, 4, 5, 6, 7, 8].map((i) => `${name}${i}`));

// Strokes over the object and over what surrounds it, in parts of the picture.
const strokes = {
  teapot1: {
    object: [[[0.33, 0.62], [0.53, 0.64]], [[0.66, 0.58], [0.74, 0.47]], [[0.2, 0.47], [0.24, 0.6]]],
    around: [[[0.05, 0.12], [0.95, 0.2]], [[0.05, 0.9], [0.95, 0.92]], [[0.8, 0.6], [0.95, 0.62]]],
  },
  teapot4: {
    object: [[[0.4, 0.42], [0.52, 0.72]], [[0.19, 0.48], [0.19, 0.6]], [[0.64, 0.52], [0.71, 0.4]]],
    around: [[[0.17, 0.15], [0.18, 0.45]], [[0.9, 0.45], [0.92, 0.56]], [[0.3, 0.1], [0.95, 0.12]], [[0.05, 0.92], [0.95, 0.95]]],
  },
  teapot6: {
    object: [[[0.22, 0.76], [0.4, 0.82]], [[0.1, 0.62], [0.15, 0.7]], [[0.5, 0.68], [0.53, 0.75]]],
    around: [[[0.7, 0.3], [0.85, 0.25]], [[0.76, 0.55], [0.8, 0.66]], [[0.1, 0.47], [0.25, 0.47]], [[0.6, 0.85], [0.95, 0.9]]],
  },
};

const server = await Server.start(folderOf(names));
const browser = await launch();
const page = await open(browser, server, { viewport: { width: 1440, height: 860 }, colorScheme: 'dark' });
for (const name of classes) {
  await addClass(page, name);
  for (const picture of Object.keys(strokes).filter((key) => key.startsWith(name))) {
    await openPicture(page, picture);
    for (const line of strokes[picture].object) await draw(page, line);
    for (const line of strokes[picture].around) await draw(page, line, { button: 'right' });
    await saved(page);
  }
}
await allPictures(page);
await page.keyboard.press('Enter');
await jobEnds(page);
await openPicture(page, process.env.SHOWN ?? 'teapot5');
await allPictures(page);
await page.mouse.move(5, 5);
await page.waitForTimeout(2500);
await page.screenshot({ path: path.resolve(out), ...(out.endsWith('.png') ? {} : { type: 'jpeg', quality: 86 }) });
await browser.close();
await server.stop();
fs.rmSync(path.dirname(server.folder), { recursive: true, force: true });
