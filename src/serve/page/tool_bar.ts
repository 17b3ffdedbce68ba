import { CanvasView } from './canvas_view';
import { Kind, Tool } from './contract';
import { h, icon, keyCap, leaveAfterClick } from './dom';
import { Editor } from './editor';
import { t } from './language';
import { Signal } from './signal';
import { kind, masksHidden, opacity, project, tool, toolSize } from './state';

// The slim bar above the picture.

const paintKeys: [Tool, string][] =
  [['stroke', 'S'], ['brush', 'B'], ['eraser', 'E'], ['box', 'R'], ['polygon', 'P']];
const lineKeys: [Tool, string][] = [['cut', 'K'], ['join', 'J']];

export const leastToolSize = 0.002;
export const mostToolSize = 0.25;

export function resizeTool(factor: number): void {
  toolSize.value = Math.min(mostToolSize, Math.max(leastToolSize, toolSize.value * factor));
}

function withKey(label: string, key: string): string {
  return `${label} (${key})`;
}

// A button that shows a drawing; its words are for the pointer that rests and for screen readers.
export function iconButton(name: string, label: () => string, press: () => void): HTMLButtonElement {
  return h('button', {
    class: 'icon-button', title: label, 'aria-label': label,
    onclick: (event: MouseEvent) => {
      leaveAfterClick(event);
      press();
    },
  }, icon(name));
}

function toolButton(name: Tool, key: string): HTMLElement {
  const button = h('button', {
    class: 'tool', 'data-tool': name, title: () => t().toolHints[name],
    'aria-label': () => withKey(t().toolNames[name], key),
    onclick: (event: MouseEvent) => {
      tool.value = name;
      leaveAfterClick(event);
    },
  }, icon(name), keyCap(key));
  tool.watch((now) => button.setAttribute('aria-pressed', String(now === name)));
  return button;
}

function kindButton(of: Kind): HTMLElement {
  const button = h('button', {
    class: 'kind', 'data-kind': of, title: () => withKey(t().kindHint, 'V'), 'aria-label': () => t().kinds[of],
    onclick: (event: MouseEvent) => {
      kind.value = of;
      leaveAfterClick(event);
    },
  }, icon(of), h('span', {}, () => t().kinds[of]));
  kind.watch((now) => button.setAttribute('aria-pressed', String(now === of)));
  return button;
}

// `toSlider` and `fromSlider` where its steps are not the value's.
function slider(
  name: string, label: () => string, value: Signal<number>, [least, most]: [number, number],
  toSlider = (x: number) => x, fromSlider = (x: number) => x,
): HTMLElement {
  const input: HTMLInputElement = h('input', {
    type: 'range', min: toSlider(least), max: toSlider(most), step: 'any', 'aria-label': label,
    oninput: () => (value.value = fromSlider(Number(input.value))),
    onpointerup: () => input.blur(),
  });
  value.watch((now) => (input.value = String(toSlider(now))));
  return h('label', { class: 'slider', title: label }, icon(name), input);
}

function hideButton(): HTMLElement {
  const hide = () => (masksHidden.value = !masksHidden.value);
  const button = iconButton('hide', () => withKey(t().hideMasks, 'H'), hide);
  masksHidden.watch((on) => button.setAttribute('aria-pressed', String(on)));
  return button;
}

function historyButtons(editor: Editor): HTMLElement[] {
  const undo = iconButton('undo', () => withKey(t().undo, 'Ctrl Z'), () => void editor.undo('undo'));
  const redo = iconButton('redo', () => withKey(t().redo, 'Ctrl Shift Z'), () => void editor.undo('redo'));
  project.watch((now) => {
    undo.disabled = now?.can_undo === false;
    redo.disabled = now?.can_redo === false;
  });
  return [undo, redo];
}

function divider(): HTMLElement {
  return h('span', { class: 'divider', 'aria-hidden': 'true' });
}

export function toolBar(editor: Editor, view: CanvasView): HTMLElement {
  return h('div', { class: 'tool-bar', role: 'toolbar', 'aria-label': () => t().tools },
    h('div', { class: 'set' }, ...paintKeys.map(([name, key]) => toolButton(name, key))),
    h('div', { class: 'set kinds' }, kindButton('object'), kindButton('surroundings')),
    h('div', { class: 'set' }, ...lineKeys.map(([name, key]) => toolButton(name, key))),
    slider('size', () => withKey(t().size, '[ ]'), toolSize, [leastToolSize, mostToolSize], Math.log, Math.exp),
    divider(),
    ...historyButtons(editor),
    h('span', { class: 'stretch' }),
    slider('opacity', () => t().opacity, opacity, [0, 1]),
    hideButton(),
    divider(),
    h('span', { class: 'set zoom' },
      iconButton('zoom-out', () => withKey(t().zoomOut, 'Shift Z'), () => view.zoom(1 / 1.5)),
      iconButton('zoom-in', () => withKey(t().zoomIn, 'Z'), () => view.zoom(1.5))),
    iconButton('fit', () => withKey(t().fit, 'F'), () => view.fit()));
}
