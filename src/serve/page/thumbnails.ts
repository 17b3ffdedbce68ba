// Fetches thumbnails, a few at once: a browser has six connections to a server, and what a person does must not
// wait behind pictures that have been scrolled past.

const atOnce = 3;

export class Thumbnails {
  private readonly asked = new Map<HTMLImageElement, string>();
  private readonly underWay = new Set<HTMLImageElement>();

  // An image that shows something already shows it until the new one is there.
  show(image: HTMLImageElement, address: string): void {
    if (image.dataset['address'] === address) return;
    image.dataset['address'] = address;
    this.asked.set(image, address);
    this.startMore();
  }

  clear(image: HTMLImageElement): void {
    this.asked.delete(image);
    delete image.dataset['address'];
    image.removeAttribute('src');
    image.classList.remove('there');
    if (this.underWay.delete(image)) this.startMore();
  }

  private startMore(): void {
    for (const [image, address] of this.asked) {
      if (this.underWay.size >= atOnce) return;
      if (this.underWay.has(image)) continue;
      this.asked.delete(image);
      this.start(image, address);
    }
  }

  private start(image: HTMLImageElement, address: string): void {
    this.underWay.add(image);
    const ended = (came: boolean) => {
      if (image.dataset['address'] === address) image.classList.toggle('there', came);
      if (this.underWay.delete(image)) this.startMore();
    };
    image.onload = () => ended(true);
    image.onerror = () => ended(false);
    image.src = address;
  }
}
