import { Sort, StatusFilter } from './contract';
import { h, icon, leaveAfterClick } from './dom';
import { language, number, t } from './language';
import { throttled } from './latest';
import { filter, project } from './state';

// Which pictures the gallery shows, and in which order.

const statuses: StatusFilter[] =
  ['', 'todo', 'predicted', 'uncertain', 'absent', 'accepted', 'mended', 'empty', 'failed'];
const sorts: Sort[] = ['name', 'uncertain', 'presence', 'recent'];

function statusButton(status: StatusFilter): HTMLElement {
  const name = status === '' ? 'all' : status;
  const count = h('span', { class: 'count' });
  const button = h('button', {
    class: 'chip', 'data-status': name, title: () => t().statusHints[name],
    onclick: (event: MouseEvent) => {
      filter.value = { ...filter.value, status };
      leaveAfterClick(event);
    },
  }, icon(name), h('span', {}, () => t().statuses[name]), count);
  filter.watch((now) => button.setAttribute('aria-pressed', String(now.status === status)));
  const showCount = () => {
    const counts = project.value?.pictures;
    const value = counts ? counts[status === '' ? 'total' : status] : null;
    count.textContent = value === null ? '' : number(value);
    button.classList.toggle('none', value === 0);
  };
  project.watch(showCount);
  language.onChange(showCount);
  return button;
}

function sortChoice(): HTMLElement {
  const select = h('select', {
    'aria-label': () => t().sortBy, title: () => t().sortBy,
    onchange: () => {
      filter.value = { ...filter.value, sort: select.value as Sort };
      select.blur();
    },
  });
  for (const sort of sorts) select.append(h('option', { value: sort }, () => t().sorts[sort]));
  return select;
}

function searchField(): HTMLInputElement {
  const search = throttled(250, () => (filter.value = { ...filter.value, search: field.value.trim() }));
  const field: HTMLInputElement = h('input', {
    type: 'search', id: 'search', placeholder: () => t().search, 'aria-label': () => t().search,
    autocomplete: 'off', spellcheck: 'false', oninput: search,
    onkeydown: (event: KeyboardEvent) => {
      if (event.key === 'Enter' || event.key === 'Escape') field.blur();
    },
  });
  return field;
}

export function filters(): HTMLElement {
  return h('div', { class: 'filters' },
    h('div', { class: 'row' }, searchField(), sortChoice()),
    h('div', { class: 'chips', role: 'group', 'aria-label': () => t().show }, ...statuses.map(statusButton)));
}
