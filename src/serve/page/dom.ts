import { language } from './language';

// Elements are made by script: names come from files of strangers and are text, never markup.

type Live = () => string;
type Property = string | number | boolean | null | Live | ((event: never) => void);
export type Child = Node | string | Live | null | false;

// What depends on the language, of elements that stay.
function keepCurrent(update: () => void): void {
  language.watch(update);
}

function setProperty(element: Element, name: string, value: string | number | boolean | null): void {
  if (value === null || value === false) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? '' : String(value));
}

function applyProperty(element: Element, name: string, value: Property): void {
  if (name.startsWith('on')) {
    element.addEventListener(name.slice(2), value as unknown as EventListener);
  } else if (typeof value === 'function') {
    keepCurrent(() => setProperty(element, name, (value as Live)()));
  } else {
    setProperty(element, name, value);
  }
}

function append(element: Element, child: Child): void {
  if (child === null || child === false) return;
  if (typeof child === 'function') {
    const text = document.createTextNode('');
    keepCurrent(() => (text.data = child()));
    element.append(text);
  } else {
    element.append(child);
  }
}

// h('button', {class: 'quiet', onclick: f}, 'text'). Functions in place of texts are asked again when
// the language changes: for elements that stay as long as the page.
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K, properties: Record<string, Property> = {}, ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) applyProperty(element, name, value);
  for (const child of children) append(element, child);
  return element;
}

const svg = 'http://www.w3.org/2000/svg';

// One of the drawings in index.html. It says nothing to screen readers: text beside it does.
export function icon(name: string): SVGSVGElement {
  const element = document.createElementNS(svg, 'svg');
  element.setAttribute('class', 'icon');
  element.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(svg, 'use');
  use.setAttribute('href', `#i-${name}`);
  element.append(use);
  return element;
}

export function setIcon(element: SVGSVGElement, name: string): void {
  element.firstElementChild?.setAttribute('href', `#i-${name}`);
}

// A key's name, as on the keyboard.
export function keyCap(name: string): HTMLElement {
  return h('kbd', { 'aria-hidden': 'true' }, name);
}

export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (!element) throw new Error(`index.html has no #${id}`);
  return element;
}

// The focus goes back to the page after a click, so that keys mean what they mean everywhere: who came by
// Tab keeps it.
export function leaveAfterClick(event: MouseEvent): void {
  if (event.detail > 0 && event.currentTarget instanceof HTMLElement) event.currentTarget.blur();
}
