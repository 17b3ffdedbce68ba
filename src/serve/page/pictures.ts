import { file, Unreachable } from './api';

// Images of pictures, the last few kept: the next one is there when it is asked for. Each time the server is asked
// whether it is still the same; where nobody answers, what was there stands.

const kept = 8;
export const usualSide = 2048;

interface Kept {
  tag: string;
  image: HTMLImageElement;
}

const images = new Map<string, Kept>();
const underWay = new Map<string, Promise<HTMLImageElement>>();

async function decoded(content: Blob): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = URL.createObjectURL(content);
  try {
    await image.decode();
    return image;
  } finally {
    URL.revokeObjectURL(image.src);
  }
}

async function latest(address: string, known: Kept | undefined): Promise<Kept> {
  try {
    const { tag, content } = await file(address, known?.tag ?? null);
    return content || !known ? { tag, image: await decoded(content ?? new Blob()) } : known;
  } catch (error) {
    if (known && error instanceof Unreachable) return known;
    throw error;
  }
}

async function load(address: string): Promise<HTMLImageElement> {
  const now = await latest(address, images.get(address));
  images.delete(address);
  images.set(address, now);
  for (const oldest of images.keys()) if (images.size > kept) images.delete(oldest);
  return now.image;
}

// At most `side` pixels long, or at its own size. An image that has not changed is the same object.
export function imageOf(id: number, side: number | null): Promise<HTMLImageElement> {
  const address = `/api/pictures/${id}/image${side === null ? '' : `?side=${side}`}`;
  const loading = underWay.get(address) ?? load(address).finally(() => underWay.delete(address));
  underWay.set(address, loading);
  return loading;
}
