// Images of pictures, the last few kept: the next one is there when it is asked for.

const kept = 8;
export const usualSide = 2048;

const images = new Map<string, Promise<HTMLImageElement>>();

async function load(address: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = address;
  await image.decode();
  return image;
}

// At most `side` pixels long, or at its own size.
export function imageOf(id: number, side: number | null): Promise<HTMLImageElement> {
  const address = `/api/pictures/${id}/image${side === null ? '' : `?side=${side}`}`;
  const known = images.get(address);
  images.delete(address);
  const image = known ?? load(address);
  images.set(address, image);
  image.catch(() => images.delete(address));
  for (const oldest of images.keys()) if (images.size > kept) images.delete(oldest);
  return image;
}
