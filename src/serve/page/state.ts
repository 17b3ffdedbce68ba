import { Job, Kind, ObjectClass, Project, Sort, StatusFilter, Tool } from './contract';
import { Signal } from './signal';

// What the parts of the page share.

export interface Filter {
  status: StatusFilter;
  sort: Sort;
  search: string;
}

export const project = new Signal<Project | null>(null);
export const job = new Signal<Job | null>(null);
export const filter = new Signal<Filter>({ status: '', sort: 'name', search: '' });

export const activeClass = new Signal<number | null>(null);
export const tool = new Signal<Tool>('stroke');
export const kind = new Signal<Kind>('object');
// Of strokes, brush and eraser: a part of the picture's longer side.
export const toolSize = new Signal(0.02);
export const opacity = new Signal(0.4);
export const masksHidden = new Signal(false);
export const gridOnly = new Signal(false);

export function classes(): ObjectClass[] {
  return project.value?.classes ?? [];
}

export function classOf(id: number | null): ObjectClass | undefined {
  return classes().find((one) => one.id === id);
}

// Thumbnails show the classes' colours: their addresses change with them.
export function colourVersion(): string {
  return version;
}

let version = '';
project.watch(() => {
  let hash = 0;
  for (const one of classes()) for (const character of one.colour + one.id)
    hash = (hash * 31 + character.charCodeAt(0)) | 0;
  version = (hash >>> 0).toString(36);
});
