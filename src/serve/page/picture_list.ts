import { get } from './api';
import { isUndecided, Picture, PicturePage } from './contract';
import { Signal } from './signal';
import { Filter } from './state';

// The pictures of the present filter and sort, of which only windows are fetched.

const windowSize = 200;

export interface Place {
  index: number;
  picture: Picture;
}

function address(filter: Filter, offset: number, limit: number): string {
  const query = new URLSearchParams({ sort: filter.sort, offset: String(offset), limit: String(limit) });
  if (filter.status) query.set('status', filter.status);
  if (filter.search) query.set('search', filter.search);
  return `/api/pictures?${query.toString()}`;
}

export class PictureList {
  // Null until the first answer.
  readonly total = new Signal<number | null>(null);
  // Grows with each change of what is known of the pictures.
  readonly version = new Signal(0);
  private windows = new Map<number, Picture[]>();
  private stale = new Set<number>();
  private loading = new Map<number, Promise<void>>();
  private generation = 0;

  constructor(private filter: Filter) {}

  // Another filter or sort: begins anew.
  show(filter: Filter): Promise<void> {
    this.filter = filter;
    this.generation++;
    this.windows = new Map();
    this.stale = new Set();
    this.loading = new Map();
    this.total.value = null;
    this.version.value++;
    return this.load(0);
  }

  at(index: number): Picture | undefined {
    return this.windows.get(Math.floor(index / windowSize))?.[index % windowSize];
  }

  indexOf(id: number): number | null {
    for (const [number, pictures] of this.windows) {
      const within = pictures.findIndex((picture) => picture.id === id);
      if (within >= 0) return number * windowSize + within;
    }
    return null;
  }

  // Fetches what is missing or out of date of [first, end).
  need(first: number, end: number): void {
    for (let number = Math.floor(first / windowSize); number * windowSize < Math.max(end, 1); ++number)
      if (!this.windows.has(number) || this.stale.has(number)) void this.load(number).catch(() => undefined);
  }

  // What is known may have changed; the next need() reads it anew.
  outdate(): void {
    for (const number of this.windows.keys()) this.stale.add(number);
  }

  // What an answer said of a picture, until the list is read anew.
  patch(picture: Picture): void {
    const index = this.indexOf(picture.id);
    if (index === null) return;
    const window = this.windows.get(Math.floor(index / windowSize));
    if (window) window[index % windowSize] = picture;
    this.version.value++;
  }

  // Fetched where it is not known yet.
  async fetchAt(index: number): Promise<Picture | undefined> {
    if (this.at(index) === undefined) await this.load(Math.floor(index / windowSize));
    return this.at(index);
  }

  // The first undecided picture after `from` (or before it), going round once; null where there is no other.
  async nextUndecided(from: number, direction: 1 | -1 = 1): Promise<Place | null> {
    const total = this.total.value ?? 0;
    for (let step = 1; step < total; ++step) {
      const index = (((from + direction * step) % total) + total) % total;
      const picture = await this.fetchAt(index);
      if (picture && isUndecided(picture.status)) return { index, picture };
    }
    return null;
  }

  private load(number: number): Promise<void> {
    const under = this.loading.get(number);
    if (under) return under;
    const loading = this.fetchWindow(number, this.generation).finally(() => {
      if (this.loading.get(number) === loading) this.loading.delete(number);
    });
    this.loading.set(number, loading);
    return loading;
  }

  private async fetchWindow(number: number, generation: number): Promise<void> {
    this.stale.delete(number);
    const page = await get<PicturePage>(address(this.filter, number * windowSize, windowSize));
    if (generation !== this.generation) return;
    if (page.pictures.length > 0 || number === 0) this.windows.set(number, page.pictures);
    else this.windows.delete(number);
    this.total.value = page.total;
    this.version.value++;
  }
}
