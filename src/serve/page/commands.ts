import { toPicture } from './camera';
import { CanvasView } from './canvas_view';
import { ClassPanel } from './class_panel';
import { Drafting } from './drafting';
import { Editor } from './editor';
import { exportDialog } from './export_dialog';
import { Gallery } from './gallery';
import { helpDialog } from './help_dialog';
import { startJob, stopJob } from './job_bar';
import { Action, actionFor } from './keys';
import { PictureList } from './picture_list';
import { Pieces } from './pieces';
import { otherKind, Pointer } from './pointer';
import { activeClass, classes, gridOnly, job, kind, masksHidden, tool } from './state';
import { resizeTool } from './tool_bar';

// What each key does.

export interface Parts {
  editor: Editor;
  list: PictureList;
  gallery: Gallery;
  view: CanvasView;
  drafting: Drafting;
  pointer: Pointer;
  pieces: Pieces;
  classPanel: ClassPanel;
}

const coarse = 16;
const fine = 1;
const arrows: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
};

function moveCross({ view }: Parts, event: KeyboardEvent): void {
  const [dx, dy] = arrows[event.key] ?? [0, 0];
  const step = event.shiftKey ? fine : coarse;
  view.moveCross(dx * step, dy * step);
}

// The shape begins with its first point; a box is done with its second.
function dropPoint({ view, drafting }: Parts): void {
  if (!view.cross) view.moveCross(0, 0);
  const at = view.cross ?? toPicture(view.camera, [0, 0]);
  const under = drafting.draft.value;
  if (!under && !drafting.begin(kind.value, true)) return;
  drafting.add(at);
  if (under?.tool === 'box') drafting.finish();
}

function chooseClass(event: KeyboardEvent): void {
  const one = classes().find(({ key }) => String(key) === event.key);
  if (one) activeClass.value = one.id;
}

function reject({ drafting, editor }: Parts): void {
  if (drafting.draft.value) drafting.removeLast();
  else void editor.rejectAndGoOn(false);
}

// Of a shape that is being painted, the last corner; what was painted before stays.
function undo({ drafting, editor }: Parts): void {
  if (drafting.draft.value) drafting.removeLast();
  else void editor.undo('undo');
}

function redo({ drafting, editor }: Parts): void {
  if (!drafting.draft.value) void editor.undo('redo');
}

function giveUp({ drafting, view }: Parts): void {
  if (drafting.draft.value) drafting.cancel();
  else if (job.value?.state === 'running') void stopJob();
  view.cross = null;
  view.draw();
}

function commands(parts: Parts): Record<Action, (event: KeyboardEvent) => void> {
  const { editor, list, gallery, view, drafting, pieces, classPanel } = parts;
  const byRows = (rows: number) => editor.step(rows * gallery.columns);
  return {
    previous: () => editor.step(-1),
    next: () => editor.step(1),
    rowUp: () => byRows(-1),
    rowDown: () => byRows(1),
    pageUp: () => byRows(-gallery.rowsInView),
    pageDown: () => byRows(gallery.rowsInView),
    first: () => void editor.openAt(0),
    last: () => void editor.openAt((list.total.value ?? 1) - 1),
    search: () => document.getElementById('search')?.focus(),
    accept: () => void editor.acceptAndGoOn(),
    reject: () => reject(parts),
    rejectAll: () => void editor.rejectAndGoOn(true),
    reopen: () => void editor.decide('reopen', null),
    nextUndecided: () => void editor.next(),
    larger: () => classPanel.resizeMask(1),
    smaller: () => classPanel.resizeMask(-1),
    stroke: () => (tool.value = 'stroke'),
    brush: () => (tool.value = 'brush'),
    eraser: () => (tool.value = 'eraser'),
    box: () => (tool.value = 'box'),
    polygon: () => (tool.value = 'polygon'),
    cut: () => (tool.value = 'cut'),
    join: () => (tool.value = 'join'),
    forgetLines: () => pieces.forgetLines(),
    kind: () => (kind.value = otherKind(kind.value)),
    sizeDown: () => resizeTool(1 / 1.25),
    sizeUp: () => resizeTool(1.25),
    class: chooseClass,
    addClass: () => classPanel.askForName(),
    undo: () => undo(parts),
    redo: () => redo(parts),
    cross: (event) => moveCross(parts, event),
    drop: () => dropPoint(parts),
    finish: () => (drafting.draft.value ? drafting.finish() : void startJob()),
    giveUp: () => giveUp(parts),
    hide: () => (masksHidden.value = !masksHidden.value),
    fit: () => view.fit(),
    zoomIn: () => view.zoom(1.5),
    zoomOut: () => view.zoom(1 / 1.5),
    gridOnly: () => (gridOnly.value = !gridOnly.value),
    export: exportDialog,
    help: helpDialog,
  };
}

// Held down, these go on.
const repeated = new Set<Action>([
  'previous', 'next', 'rowUp', 'rowDown', 'pageUp', 'pageDown', 'cross', 'sizeDown', 'sizeUp', 'larger', 'smaller',
  'zoomIn', 'zoomOut', 'undo', 'redo',
]);

export function listenToKeys(parts: Parts): void {
  const { pointer } = parts;
  const run = commands(parts);
  document.addEventListener('keydown', (event) => {
    const action = actionFor(event);
    if (action === null) return;
    event.preventDefault();
    if (event.repeat && !repeated.has(action)) return;
    // The space bar also moves the picture: it accepts when it is let go and nothing was moved.
    if (action === 'accept') {
      pointer.spaceIsDown = true;
      pointer.spaceWasUsed = false;
    } else {
      run[action](event);
    }
  });
  document.addEventListener('keyup', (event) => {
    if (event.key !== ' ' || !pointer.spaceIsDown) return;
    pointer.spaceIsDown = false;
    if (!pointer.spaceWasUsed) run.accept(event);
  });
  window.addEventListener('blur', () => (pointer.spaceIsDown = false));
}
