// The examples' renderings and their exact masks.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';

export const source = process.env.SOURCE ?? path.resolve(import.meta.dirname ?? '.', '../../..');
const examples = path.join(source, 'examples', 'pictures');

export function temporaryFolder() {
  return fs.mkdtempSync(path.join(os.tmpdir(), 'panet-page-'));
}

// A folder with pictures, without their masks.
export function folderOf(names) {
  const folder = path.join(temporaryFolder(), 'photos');
  fs.mkdirSync(folder);
  for (const name of names) fs.copyFileSync(pictureFile(name), path.join(folder, `${name}.jpg`));
  return folder;
}

export function pictureFile(name) {
  return path.join(examples, name.replace(/\d+$/, ''), `${name}.jpg`);
}

function chunks(file) {
  const found = { IDAT: [] };
  for (let at = 8; at < file.length;) {
    const length = file.readUInt32BE(at);
    const kind = file.toString('latin1', at + 4, at + 8);
    const data = file.subarray(at + 8, at + 8 + length);
    if (kind === 'IDAT') found.IDAT.push(data);
    else found[kind] = data;
    at += 12 + length;
  }
  return found;
}

function paeth(a, b, c) {
  const p = a + b - c;
  const [pa, pb, pc] = [Math.abs(p - a), Math.abs(p - b), Math.abs(p - c)];
  return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
}

const predictors = [() => 0, (a) => a, (a, b) => b, (a, b) => (a + b) >> 1, paeth];

// The exact mask of a rendering: 8 bits of grey, not interlaced. Rows of 0 and 1.
export function exactMask(name) {
  const { IHDR, IDAT } = chunks(fs.readFileSync(pictureFile(name).replace(/jpg$/, 'png')));
  const [width, height] = [IHDR.readUInt32BE(0), IHDR.readUInt32BE(4)];
  const rows = zlib.inflateSync(Buffer.concat(IDAT));
  const pixels = new Uint8Array(width * height);
  for (let y = 0; y < height; ++y) {
    const predict = predictors[rows[y * (width + 1)]];
    for (let x = 0; x < width; ++x) {
      const at = y * width + x;
      const left = x > 0 ? pixels[at - 1] : 0;
      const above = y > 0 ? pixels[at - width] : 0;
      const corner = x > 0 && y > 0 ? pixels[at - width - 1] : 0;
      pixels[at] = rows[y * (width + 1) + 1 + x] + predict(left, above, corner);
    }
  }
  return { width, height, pixels: pixels.map((value) => (value > 127 ? 1 : 0)) };
}

// The middle of the largest square of `value`, and half its side: where a stroke is safe. Parts of the picture.
export function heart({ width, height, pixels }, value = 1) {
  const side = new Uint16Array(width * height);
  let best = { side: 0, x: 0, y: 0 };
  for (let y = 1; y < height; ++y)
    for (let x = 1; x < width; ++x) {
      const at = y * width + x;
      if (pixels[at] !== value) continue;
      side[at] = 1 + Math.min(side[at - 1], side[at - width], side[at - width - 1]);
      if (side[at] > best.side) best = { side: side[at], x, y };
    }
  const half = best.side / 2;
  return { x: (best.x - half) / width, y: (best.y - half) / height, rx: half / width, ry: half / height };
}

// All of a mask, from the part that the page decodes.
export function fullMask(piece, width, height) {
  const mask = new Uint8Array(width * height);
  for (let i = 0; piece && i < piece.mask.length; ++i)
    if (piece.mask[i]) mask[(piece.y + Math.floor(i / piece.width)) * width + piece.x + (i % piece.width)] = 1;
  return mask;
}

export function iou(a, b) {
  let both = 0;
  let either = 0;
  for (let i = 0; i < a.length; ++i) {
    both += a[i] & b[i];
    either += a[i] | b[i];
  }
  return either === 0 ? 1 : both / either;
}
