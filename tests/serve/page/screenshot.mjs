// Draws docs/images/labelling.jpg: two classes, painted in two pictures each, on the renderings that ship.
//   PANET=build/panet SOURCE=. node screenshot.mjs OUT.jpg     (in the folder that `run` has made)
import fs from 'node:fs';
import path from 'node:path';
import { addClass, allPictures, draw, jobEnds, launch, open, openPicture, saved } from './browser.mjs';
import { folderOf } from './pictures.mjs';
import { Server } from './server.mjs';

const [out] = process.argv.slice(2);
const classes = ['mug', 'teapot'];
const names = classes.concat('lamp', 'fruit_bowl').flatMap((name) => [1, 2, 3, 4, 5, 6, 7, 8].map((i) => `${name}${i}`));

// Strokes over the object, then over what surrounds it, in parts of the picture.
const strokes = {
  mug1: [[[0.42, 0.42], [0.5, 0.62]], [[0.3, 0.05], [0.95, 0.2]], [[0.05, 0.9], [0.95, 0.92]], [[0.1, 0.3], [0.22, 0.42]]],
  mug2: [[[0.42, 0.5], [0.55, 0.5]], [[0.05, 0.08], [0.95, 0.08]], [[0.05, 0.94], [0.95, 0.94]]],
  teapot1: [[[0.4, 0.55], [0.6, 0.55]], [[0.05, 0.08], [0.95, 0.08]], [[0.05, 0.94], [0.95, 0.94]]],
  teapot2: [[[0.4, 0.55], [0.6, 0.55]], [[0.05, 0.08], [0.95, 0.08]], [[0.05, 0.94], [0.95, 0.94]]],
};

const server = await Server.start(folderOf(names));
const browser = await launch();
const page = await open(browser, server, { viewport: { width: 1440, height: 860 }, colorScheme: 'dark' });
for (const name of classes) {
  await addClass(page, name);
  for (const picture of Object.keys(strokes).filter((key) => key.startsWith(name))) {
    await openPicture(page, picture);
    const [object, ...around] = strokes[picture];
    await draw(page, object);
    for (const line of around) await draw(page, line, { button: 'right' });
    await saved(page);
  }
}
await allPictures(page);
await page.keyboard.press('Enter');
await jobEnds(page);
await openPicture(page, process.env.SHOWN ?? 'mug5');
await allPictures(page);
await page.mouse.move(5, 5);
await page.waitForTimeout(2500);
await page.screenshot({ path: path.resolve(out), ...(out.endsWith('.png') ? {} : { type: 'jpeg', quality: 86 }) });
await browser.close();
await server.stop();
fs.rmSync(path.dirname(server.folder), { recursive: true, force: true });
