import { h, icon, keyCap, leaveAfterClick, setIcon } from './dom';
import { Editor } from './editor';
import { language, number, t } from './language';
import { PictureList } from './picture_list';
import { describe, shownStatus } from './status';

// Below the picture: its name and status, and the two decisions.

function button(
  name: string, drawing: string, label: () => string, hint: () => string, key: string, press: () => void,
): HTMLElement {
  return h('button', {
    class: `review ${name}`, title: hint, 'aria-label': label,
    onclick: (event: MouseEvent) => {
      press();
      leaveAfterClick(event);
    },
  }, icon(drawing), h('span', { class: 'label' }, label), keyCap(key));
}

function step(editor: Editor, by: 1 | -1): HTMLElement {
  const label = () => (by === 1 ? `${t().next} (D)` : `${t().previous} (A)`);
  return h('button', {
    class: 'icon-button', title: label, 'aria-label': label,
    onclick: (event: MouseEvent) => {
      editor.step(by);
      leaveAfterClick(event);
    },
  }, icon(by === 1 ? 'right' : 'left'));
}

export function reviewBar(editor: Editor, list: PictureList): HTMLElement {
  const mark = icon('todo');
  const status = h('span', { class: 'status' }, mark);
  const word = h('span', {});
  status.append(word);
  const name = h('span', { class: 'name' });
  const place = h('span', { class: 'place' });
  const draw = () => {
    const opened = editor.opened.value;
    const picture = opened?.picture;
    const shown = picture ? shownStatus(picture) : 'todo';
    status.hidden = !picture;
    status.dataset['status'] = shown;
    setIcon(mark, shown);
    word.textContent = t().statuses[shown];
    name.textContent = picture?.name ?? '';
    name.title = picture ? describe(picture) : '';
    const total = list.total.value;
    place.textContent = picture && total !== null ? `${number(editor.index + 1)} / ${number(total)}` : '';
  };
  for (const signal of [editor.opened, list.version, language]) signal.onChange(draw);
  draw();
  return h('div', { class: 'review-bar' },
    step(editor, -1), step(editor, 1),
    h('div', { class: 'about' }, name, h('div', { class: 'row' }, status, place)),
    button('reject', 'empty', () => t().reject, () => t().rejectHint, 'X', () => void editor.rejectAndGoOn(false)),
    button('undecided', 'next', () => t().nextUndecided, () => t().nextUndecided, 'N', () => void editor.next()),
    button('accept', 'accepted', () => t().accept, () => t().acceptHint, 'Space', () => void editor.acceptAndGoOn()));
}
