import { expectFile } from './api';
import { choices, chosenOf, openDialog } from './dialogs';
import { h, icon } from './dom';
import { number, t } from './language';
import { project } from './state';

const usualPieces = '0.001';
// Parts of the picture that the server takes: none is nothing, and from 1 on it would be pixels.
const [leastPart, mostPart] = [1e-9, 0.999999];

// What the server says against it is shown, as a download that fails says nothing in most browsers.
async function problemOf(address: string): Promise<string | null> {
  try {
    await expectFile(address);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

// The browser keeps the file; nothing of it passes through the page.
function download(address: string): void {
  const link = h('a', { href: address, download: '' });
  document.body.append(link);
  link.click();
  link.remove();
}

// How many pictures a person still has to look at.
function leftOut(): HTMLElement | false {
  const counts = project.value?.pictures;
  const open = counts ? counts.predicted + counts.absent : 0;
  return open > 0 && h('p', { class: 'hint left-out' }, t().leftOut(number(open)));
}

export function exportDialog(): void {
  const pieces = h('input', {
    type: 'number', name: 'pieces', value: usualPieces, min: leastPart, max: mostPart, step: 'any', required: true,
  });
  const result = h('p', { class: 'problem', role: 'status' });
  const submit = h('button', { type: 'submit', class: 'primary' }, icon('export'), t().download);
  const form = h('form', {
    onsubmit: async (event: Event) => {
      event.preventDefault();
      const query = new URLSearchParams({ what: chosenOf(form, 'what'), pieces: pieces.value });
      const address = `/api/export/${chosenOf(form, 'format')}?${query.toString()}`;
      submit.disabled = true;
      const problem = await problemOf(address);
      submit.disabled = false;
      result.textContent = problem ?? '';
      if (problem !== null) return;
      download(address);
      dialog.close();
    },
  },
  choices(t().format, 'format', Object.entries(t().formats), 'coco'),
  choices(t().what, 'what', [['decided', t().whatDecided], ['all', t().whatAll]], 'decided'),
  leftOut(),
  h('label', { class: 'field', title: t().piecesHint }, h('span', {}, t().pieces), pieces),
  h('p', { class: 'hint' }, t().piecesHint),
  result,
  h('footer', {}, h('span', { class: 'stretch' }), submit));
  const dialog = openDialog('export', t().export, form);
}
