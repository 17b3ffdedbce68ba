import { admitted } from './api';
import { h } from './dom';
import { t } from './language';

// The server does not know who asks.
export function gate(): HTMLElement {
  const token = h('input', {
    id: 'token', name: 'token', required: true, autocomplete: 'off', spellcheck: 'false', 'aria-label': () => t().token,
    placeholder: () => t().token,
  });
  const form = h('form', {
    onsubmit: (event: Event) => {
      event.preventDefault();
      location.assign(`/?token=${encodeURIComponent(token.value.trim())}`);
    },
  }, h('h1', {}, () => t().gateTitle), h('p', {}, () => t().gateText),
  h('div', { class: 'row' }, token, h('button', { class: 'primary', type: 'submit' }, () => t().enter)));
  const element = h('main', { class: 'gate' }, form);
  admitted.watch((yes) => {
    element.hidden = yes;
    if (!yes) token.focus();
  });
  return element;
}
