import { Picture } from './contract';
import { h, icon, setIcon } from './dom';
import { cellPosition, Grid, layOut, scrollTopToShow, seenCells } from './grid';
import { language, number, t } from './language';
import { onceAFrame } from './latest';
import { PictureList } from './picture_list';
import { Signal } from './signal';
import { colourVersion, gridOnly, project } from './state';
import { describe, shownStatus } from './status';
import { Thumbnails } from './thumbnails';

// The thumbnails. Of any number of pictures only those that are seen, and a margin, are in the page.

export const mostCells = 240;
const margin = 400;
const gap = 6;
const caption = 20;

interface Cell {
  element: HTMLElement;
  image: HTMLImageElement;
  mark: SVGSVGElement;
  badge: HTMLElement;
  name: HTMLElement;
  reason: HTMLElement;
  shown: string; // what it was filled with
}

function makeCell(): Cell {
  const image = h('img', { alt: '', draggable: 'false', decoding: 'async' });
  const mark = icon('todo');
  const badge = h('span', { class: 'badge' }, mark);
  const name = h('span', { class: 'name' });
  const reason = h('span', { class: 'reason' });
  const element = h('div', { class: 'cell', role: 'option' }, image, reason, badge, name);
  return { element, image, mark, badge, name, reason, shown: '' };
}

export class Gallery {
  readonly panel = h('div', {
    class: 'gallery', id: 'gallery', role: 'listbox', tabindex: 0, 'aria-label': () => t().pictures,
  });
  private readonly space = h('div', { class: 'space', role: 'presentation' });
  private readonly empty = h('p', { class: 'nothing' });
  private readonly thumbnails = new Thumbnails();
  private readonly cells = new Map<number, Cell>();
  private readonly spare: Cell[] = [];
  private grid: Grid = layOut(0, 300, 90, gap, caption);
  private view = { width: 300, height: 300 };
  private readonly draw = onceAFrame(() => this.drawNow());

  constructor(
    private readonly list: PictureList,
    private readonly current: Signal<number | null>,
    private readonly open: (index: number) => void,
  ) {
    this.panel.append(this.space);
    this.panel.addEventListener('scroll', () => this.draw(), { passive: true });
    this.panel.addEventListener('click', (event) => this.clicked(event));
    new ResizeObserver(() => this.measure()).observe(this.panel);
    for (const signal of [list.version, list.total, current, project, language]) signal.onChange(() => this.draw());
    gridOnly.onChange(() => this.measure());
  }

  get columns(): number {
    return this.grid.columns;
  }

  get rowsInView(): number {
    return Math.max(1, Math.floor(this.view.height / (this.grid.cellHeight + gap)));
  }

  show(index: number): void {
    this.layOut();
    this.panel.scrollTop = scrollTopToShow(this.grid, index, this.panel.scrollTop, this.view.height);
    this.draw();
  }

  private measure(): void {
    this.view = { width: this.panel.clientWidth, height: this.panel.clientHeight };
    this.draw();
  }

  private drawNow(): void {
    this.layOut();
    this.sayWhetherEmpty(this.grid.total);
    const top = this.panel.scrollTop;
    const seen = seenCells(this.grid, top, this.view.height, margin, mostCells);
    this.list.need(seen.first, seen.end);
    for (const [index, cell] of this.cells)
      if (index < seen.first || index >= seen.end) this.release(index, cell);
    for (let index = seen.first; index < seen.end; ++index) this.place(index, top);
    this.pointToCurrent();
  }

  private layOut(): void {
    this.grid = layOut(this.list.total.value ?? 0, this.view.width, gridOnly.value ? 170 : 88, gap, caption);
    this.space.style.height = `${this.grid.scrollHeight}px`;
  }

  private sayWhetherEmpty(total: number): void {
    const nothing = this.list.total.value !== null && total === 0 && project.value?.pictures.total !== 0;
    this.empty.textContent = t().nothingHere;
    if (nothing && !this.empty.isConnected) this.panel.before(this.empty);
    if (!nothing) this.empty.remove();
    this.panel.classList.toggle('bare', nothing);
  }

  private release(index: number, cell: Cell): void {
    this.cells.delete(index);
    this.thumbnails.clear(cell.image);
    cell.element.remove();
    cell.shown = '';
    if (this.spare.length < mostCells) this.spare.push(cell);
  }

  private place(index: number, top: number): void {
    let cell = this.cells.get(index);
    if (!cell) {
      cell = this.spare.pop() ?? makeCell();
      this.cells.set(index, cell);
      this.space.append(cell.element);
    }
    const { x, y } = cellPosition(this.grid, index, top, this.view.height);
    const { cellWidth, cellHeight } = this.grid;
    const style = cell.element.style;
    style.transform = `translate(${x}px, ${y}px)`;
    style.width = `${cellWidth}px`;
    style.height = `${cellHeight}px`;
    const picture = this.list.at(index);
    const shown = [index, this.grid.total, this.current.value, language.value, cellWidth, colourVersion(),
      picture?.id, picture?.revision, picture?.status].join(' ');
    if (cell.shown === shown) return;
    cell.shown = shown;
    this.fill(cell, index, picture);
  }

  private fill(cell: Cell, index: number, picture: Picture | undefined): void {
    const { element } = cell;
    element.id = `cell-${index}`;
    element.dataset['index'] = String(index);
    element.setAttribute('aria-setsize', String(this.grid.total));
    element.setAttribute('aria-posinset', String(index + 1));
    const chosen = picture !== undefined && picture.id === this.current.value;
    element.setAttribute('aria-selected', String(chosen));
    element.classList.toggle('chosen', chosen);
    if (picture) this.fillPicture(cell, picture);
    else this.fillWaiting(cell, index);
  }

  private fillWaiting(cell: Cell, index: number): void {
    this.thumbnails.clear(cell.image);
    cell.element.dataset['status'] = '';
    cell.element.setAttribute('aria-label', number(index + 1));
    cell.name.textContent = '';
    cell.reason.textContent = '';
  }

  private fillPicture(cell: Cell, picture: Picture): void {
    const status = shownStatus(picture);
    const description = describe(picture);
    cell.element.dataset['status'] = status;
    cell.element.dataset['id'] = String(picture.id);
    cell.element.setAttribute('aria-label', description);
    cell.element.title = description;
    setIcon(cell.mark, status);
    cell.name.textContent = picture.name.slice(picture.name.lastIndexOf('/') + 1);
    cell.reason.textContent = picture.failure ?? '';
    if (picture.failure) this.thumbnails.clear(cell.image);
    else this.thumbnails.show(cell.image, this.address(picture));
  }

  private address(picture: Picture): string {
    const side = gridOnly.value ? 320 : 192;
    return `/api/pictures/${picture.id}/thumbnail?side=${side}&overlay=true&v=${picture.revision}-${colourVersion()}`;
  }

  private pointToCurrent(): void {
    const index = this.current.value === null ? null : this.list.indexOf(this.current.value);
    if (index !== null && this.cells.has(index)) this.panel.setAttribute('aria-activedescendant', `cell-${index}`);
    else this.panel.removeAttribute('aria-activedescendant');
  }

  private clicked(event: MouseEvent): void {
    const cell = (event.target as Element).closest<HTMLElement>('.cell');
    if (cell) this.open(Number(cell.dataset['index']));
  }
}
