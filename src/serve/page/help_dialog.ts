import { openDialog } from './dialogs';
import { h } from './dom';
import { bindings, capsOf, Group } from './keys';
import { t } from './language';

const groups: Group[] = ['review', 'go', 'paint', 'look', 'program'];

function groupList(group: Group): HTMLElement {
  const rows = bindings.filter((binding) => binding.group === group).flatMap((binding) => [
    h('dt', {}, ...capsOf(binding).map((cap) => h('kbd', {}, cap))),
    h('dd', {}, t().actions[binding.action]),
  ]);
  return h('section', {}, h('h3', {}, t().keyGroups[group]), h('dl', {}, ...rows));
}

export function helpDialog(): void {
  const scrolled = { class: 'key-groups', tabindex: 0, autofocus: true, role: 'region', 'aria-label': t().keys };
  openDialog('help', t().keys,
    h('div', scrolled, ...groups.map(groupList)),
    h('p', { class: 'hint' }, t().mouse));
}
