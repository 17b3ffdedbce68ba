import { Strings } from './strings';

// Which key does what. The list of keys that the page shows is made of this table.

export type Action = keyof Strings['actions'];
export type Group = keyof Strings['keyGroups'];

export interface Binding {
  action: Action;
  group: Group;
  keys: string[];
}

export const bindings: Binding[] = [
  { group: 'review', action: 'accept', keys: ['Space'] },
  { group: 'review', action: 'reject', keys: ['X', 'Backspace'] },
  { group: 'review', action: 'rejectAll', keys: ['Shift+X'] },
  { group: 'review', action: 'nextUndecided', keys: ['N'] },
  { group: 'review', action: 'reopen', keys: ['U'] },
  { group: 'review', action: 'larger', keys: ['+', '='] },
  { group: 'review', action: 'smaller', keys: ['-'] },
  { group: 'go', action: 'previous', keys: ['A', 'ArrowLeft'] },
  { group: 'go', action: 'next', keys: ['D', 'ArrowRight'] },
  { group: 'go', action: 'rowUp', keys: ['ArrowUp'] },
  { group: 'go', action: 'rowDown', keys: ['ArrowDown'] },
  { group: 'go', action: 'pageUp', keys: ['PageUp'] },
  { group: 'go', action: 'pageDown', keys: ['PageDown'] },
  { group: 'go', action: 'first', keys: ['Home'] },
  { group: 'go', action: 'last', keys: ['End'] },
  { group: 'go', action: 'search', keys: ['/'] },
  { group: 'paint', action: 'stroke', keys: ['S'] },
  { group: 'paint', action: 'brush', keys: ['B'] },
  { group: 'paint', action: 'eraser', keys: ['E'] },
  { group: 'paint', action: 'box', keys: ['R', 'W'] },
  { group: 'paint', action: 'polygon', keys: ['P'] },
  { group: 'paint', action: 'kind', keys: ['V'] },
  { group: 'paint', action: 'cut', keys: ['K'] },
  { group: 'paint', action: 'join', keys: ['J'] },
  { group: 'paint', action: 'forgetLines', keys: ['Shift+K'] },
  { group: 'paint', action: 'sizeDown', keys: ['['] },
  { group: 'paint', action: 'sizeUp', keys: [']'] },
  { group: 'paint', action: 'class', keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'] },
  { group: 'paint', action: 'addClass', keys: ['C'] },
  { group: 'paint', action: 'undo', keys: ['Ctrl+Z'] },
  { group: 'paint', action: 'redo', keys: ['Ctrl+Shift+Z', 'Ctrl+Y'] },
  {
    group: 'paint', action: 'cross',
    keys: ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'].flatMap((key) =>
      ['Ctrl', 'Ctrl+Shift', 'Shift'].map((modifier) => `${modifier}+${key}`)),
  },
  { group: 'paint', action: 'drop', keys: ['.'] },
  { group: 'look', action: 'hide', keys: ['H'] },
  { group: 'look', action: 'fit', keys: ['F'] },
  { group: 'look', action: 'zoomIn', keys: ['Z'] },
  { group: 'look', action: 'zoomOut', keys: ['Shift+Z'] },
  { group: 'look', action: 'gridOnly', keys: ['G'] },
  { group: 'program', action: 'finish', keys: ['Enter'] },
  { group: 'program', action: 'giveUp', keys: ['Escape'] },
  { group: 'program', action: 'export', keys: ['Ctrl+S'] },
  { group: 'program', action: 'help', keys: ['?', 'F1'] },
];

const actionOf = new Map<string, Action>();
for (const { action, keys } of bindings) for (const key of keys) actionOf.set(key, action);

// 'Ctrl+Shift+Z'. Letters by what they stand for; of a keyboard without Latin ones, by where they lie. Shift counts
// with letters and named keys: in all other characters it is contained.
export function keyName(event: KeyboardEvent): string {
  const latin = event.key.length === 1 && event.key.charCodeAt(0) < 128;
  let key = !latin && /^Key[A-Z]$/.test(event.code) ? event.code.slice(3) : event.key;
  if (key === ' ') key = 'Space';
  const isLetter = /^[a-zA-Z]$/.test(key);
  if (isLetter) key = key.toUpperCase();
  const shift = event.shiftKey && (isLetter || key.length > 1) ? 'Shift+' : '';
  return `${event.ctrlKey || event.metaKey ? 'Ctrl+' : ''}${shift}${key}`;
}

const typing = 'input:not([type=range]):not([type=checkbox]):not([type=radio]):not([type=color]), textarea, select';
const pressed = 'button, a[href], input, summary';
const sliding = 'input[type=range], input[type=radio]';
const arrows = /^Arrow|^Home$|^End$|^Page/;

// Whether the focused control needs the key for itself.
function belongsToControl(target: Element, key: string): boolean {
  if (target.matches(typing)) return true;
  if (target.matches(pressed) && (key === 'Space' || key === 'Enter')) return true;
  return target.matches(sliding) && arrows.test(key);
}

// What the event asks for; null for nothing, in a dialog, and where it belongs to the control that has the focus.
export function actionFor(event: KeyboardEvent): Action | null {
  const action = actionOf.get(keyName(event)) ?? null;
  const target = event.target;
  if (event.altKey || event.isComposing || document.querySelector('dialog[open]')) return null;
  if (action === null || !(target instanceof Element)) return action;
  if (event.key === 'F1') return action;
  return belongsToControl(target, keyName(event)) ? null : action;
}

const caps: Record<string, string> = {
  ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓', Escape: 'Esc', Backspace: '⌫', PageUp: 'PgUp',
  PageDown: 'PgDn',
};

export function capOf(key: string): string {
  return key.split('+').map((part) => caps[part] ?? part).join(' ') || '+';
}

// As the list shows them: what goes together in one.
export function capsOf({ action, keys }: Binding): string[] {
  if (action === 'class') return ['1 – 9'];
  if (action === 'cross') return ['Ctrl ← → ↑ ↓'];
  return keys.filter((key) => key !== '=').map((key) => (key === '+' ? '+' : capOf(key)));
}
