import { Child, h, icon } from './dom';
import { t } from './language';

// A dialog over the page. Made when it is opened and removed when it is closed; Escape closes it, and the focus
// goes back to where it was.
export function openDialog(name: string, title: string, ...content: Child[]): HTMLDialogElement {
  const heading = `dialog-${name}`;
  const dialog: HTMLDialogElement = h('dialog', { class: `dialog ${name}`, 'aria-labelledby': heading },
    h('header', {}, h('h2', { id: heading }, title),
      h('button', {
        class: 'icon-button', type: 'button', 'aria-label': t().close, title: t().close, onclick: () => dialog.close(),
      }, icon('close'))),
    ...content);
  dialog.addEventListener('close', () => dialog.remove());
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

// One of several, each with its words.
export function choices(
  legend: string, name: string, options: [string, string][], chosen: string,
): HTMLFieldSetElement {
  return h('fieldset', {}, h('legend', {}, legend), ...options.map(([value, words]) =>
    h('label', { class: 'choice' },
      h('input', { type: 'radio', name, value, checked: value === chosen, autofocus: value === chosen }),
      h('span', {}, words))));
}

export function chosenOf(form: HTMLFormElement, name: string): string {
  const value = new FormData(form).get(name);
  return typeof value === 'string' ? value : '';
}
