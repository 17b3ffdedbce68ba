import { request } from './api';
import { ImportAnswer } from './contract';
import { choices, chosenOf, openDialog } from './dialogs';
import { h, icon } from './dom';
import { number, t } from './language';

// Annotations that lie on the machine on which the server runs.
export function importDialog(): void {
  const path = h('input', { name: 'path', required: true, autocomplete: 'off', spellcheck: 'false' });
  const result = h('div', { class: 'result', role: 'status' });
  const submit = h('button', { type: 'submit', class: 'primary' }, icon('import'), t().import);
  const form = h('form', {
    onsubmit: async (event: Event) => {
      event.preventDefault();
      submit.disabled = true;
      result.replaceChildren(await outcome({ format: chosenOf(form, 'format'), path: path.value.trim() }));
      submit.disabled = false;
    },
  },
  choices(t().format, 'format', Object.entries(t().importFormats), 'masks'),
  h('label', { class: 'field' }, h('span', {}, t().importPath), path),
  h('p', { class: 'hint' }, t().importHint),
  result,
  h('footer', {}, h('span', { class: 'stretch' }), submit));
  openDialog('import', t().import, form);
  path.focus();
}

async function outcome(body: { format: string; path: string }): Promise<HTMLElement> {
  try {
    const answer = await request<ImportAnswer>('POST', '/api/import', { body });
    const skipped = answer.skipped.map(({ name, reason }) => h('li', {}, `${name}: ${reason}`));
    return h('div', {}, h('p', {}, t().imported(number(answer.imported))),
      skipped.length > 0 && h('p', {}, t().skipped(number(skipped.length))),
      skipped.length > 0 && h('ul', { tabindex: 0, 'aria-label': t().skipped(number(skipped.length)) }, ...skipped));
  } catch (error) {
    return h('p', { class: 'problem' }, error instanceof Error ? error.message : String(error));
  }
}
