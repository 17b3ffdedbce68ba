import { request } from './api';
import { ObjectClass } from './contract';
import { openDialog } from './dialogs';
import { h } from './dom';
import { t } from './language';
import { complain } from './toast';

// Name, colour and the like of a class.
export function classDialog(one: ObjectClass, reload: () => Promise<void>): void {
  const name = h('input', { value: one.name, required: true, maxlength: 100, autocomplete: 'off' });
  const colour = h('input', { type: 'color', value: one.colour });
  const onePiece = h('input', { type: 'checkbox', checked: one.one_piece });
  const path = `/api/classes/${one.id}`;

  const change = async (method: string, body?: unknown) => {
    try {
      await request(method, path, body === undefined ? {} : { body });
      dialog.close();
      await reload();
    } catch (error) {
      complain(error);
    }
  };
  const form = h('form', {
    onsubmit: (event: Event) => {
      event.preventDefault();
      void change('PATCH', { name: name.value.trim(), colour: colour.value, one_piece: onePiece.checked });
    },
  },
  h('label', { class: 'field' }, h('span', {}, t().name), name),
  h('label', { class: 'field' }, h('span', {}, t().colour), colour),
  h('label', { class: 'choice' }, onePiece, h('span', {}, t().onePiece)),
  h('footer', {},
    h('button', { type: 'button', class: 'danger', onclick: () => void change('DELETE') }, t().deleteClass),
    h('span', { class: 'stretch' }),
    h('button', { type: 'submit', class: 'primary' }, t().save)));
  const dialog = openDialog('class', t().changeClass, form);
  name.select();
}
