import { Refused, Unreachable } from './api';
import { byId, h } from './dom';

// Short words at the page's rim, and for those who listen to it.

const shownFor = 6000;

// For screen readers alone.
export function announce(text: string): void {
  byId('live').textContent = text;
}

export function toast(text: string, kind: 'note' | 'problem' = 'note'): void {
  const element = h('div', { class: `toast ${kind}` }, text);
  const toasts = byId('toasts');
  toasts.append(element);
  while (toasts.childElementCount > 3) toasts.firstElementChild?.remove();
  setTimeout(() => element.remove(), shownFor);
}

// That the server is away or wants a token is said elsewhere.
export function complain(error: unknown): void {
  if (error instanceof Unreachable || (error instanceof Refused && error.status === 401)) return;
  toast(error instanceof Error ? error.message : String(error), 'problem');
}
