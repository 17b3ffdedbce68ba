// What docs/http.md says, as types.

export type Status =
  | 'todo' | 'predicted' | 'absent' | 'accepted' | 'mended' | 'empty' | 'failed';
export type Decision = 'undecided' | 'accepted' | 'rejected';
export type Origin = 'person' | 'program' | 'confirmed';
export type Kind = 'object' | 'surroundings';
export type LineKind = 'cut' | 'join';
export type PaintTool = 'stroke' | 'brush' | 'polygon' | 'box' | 'eraser';
export type Tool = PaintTool | LineKind;
export type Sort = 'name' | 'uncertain' | 'presence' | 'recent';
export type StatusFilter = Status | 'uncertain' | '';

export interface Counts {
  total: number;
  todo: number;
  predicted: number;
  uncertain: number;
  absent: number;
  accepted: number;
  mended: number;
  empty: number;
  failed: number;
}

export interface ObjectClass {
  id: number;
  name: string;
  colour: string;
  key: number;
  one_piece: boolean;
  supports: number;
}

export interface Job {
  state: 'running' | 'done' | 'interrupted' | 'failed';
  done: number;
  failed: number;
  total: number;
  rate: number;
  seconds_left: number;
  message?: string;
}

export interface Project {
  version: string;
  id: string;
  folder: string;
  revision: number;
  can_undo: boolean;
  can_redo: boolean;
  pictures: Counts;
  classes: ObjectClass[];
  features: { kept: number; bytes: number; most_bytes: number };
  job: Job | null;
}

export interface Picture {
  id: number;
  name: string;
  width: number | null;
  height: number | null;
  status: Status;
  revision: number;
  presence: number | null;
  certainty: number | null;
  failure: string | null;
}

export interface ClassInPicture {
  class: number;
  origin: Origin | null;
  decision: Decision;
  presence: number | null;
  certainty: number | null;
  threshold: number;
  pixels: number;
  painted: boolean;
}

export interface PictureDetail extends Picture {
  classes: ClassInPicture[];
}

export interface PicturePage {
  total: number;
  revision: number;
  pictures: Picture[];
}

export interface ClassMask {
  class: number;
  origin: Origin | null;
  mask: string;
  object: string | null;
  surroundings: string | null;
}

export interface Masks {
  picture: number;
  revision: number;
  width: number;
  height: number;
  classes: ClassMask[];
}

export type Point = [number, number];

export interface Shape {
  tool: PaintTool;
  of?: Kind;
  points: Point[];
  width?: number;
}

// Says which pixels of a class are one object.
export interface PieceLine {
  kind: LineKind;
  points: Point[];
}

export interface PicturePieces {
  picture: number;
  revision: number;
  class: number;
  width: number;
  height: number;
  pieces: { pixels: number; mask: string }[];
  rest: string | null;
  lines: PieceLine[];
}

export interface EditAnswer {
  revision: number;
  masks: Masks;
  beside?: Masks | null;
  milliseconds: number;
}

export interface UndoAnswer {
  revision: number;
  change: { kind: string; picture: number; class: number | null };
}

export interface ImportAnswer {
  imported: number;
  skipped: { name: string; reason: string }[];
}

// Undecided pictures are what a person still has to look at.
export function isUndecided(status: Status): boolean {
  return status === 'todo' || status === 'predicted' || status === 'absent';
}

// A mask that the program found, and of whose class nobody painted or decided anything there.
export function isOpen(one: ClassInPicture): boolean {
  return one.decision === 'undecided' && !one.painted && one.pixels > 0;
}

// The server counts and filters by the same rule; in a list it is told from the picture's numbers.
export function isUncertain(picture: Picture): boolean {
  if (picture.status !== 'predicted') return false;
  const { presence, certainty } = picture;
  return (certainty !== null && certainty < 0.75) || (presence !== null && presence > 0.3 && presence < 0.7);
}
