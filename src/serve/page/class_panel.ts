import { request } from './api';
import { ClassInPicture, ObjectClass } from './contract';
import { classDialog } from './class_dialog';
import { h, icon, leaveAfterClick } from './dom';
import { Editor } from './editor';
import { language, t } from './language';
import { Outbox } from './outbox';
import { activeClass, classes, classOf, project } from './state';
import { originWord, percent } from './status';
import { ThresholdSteps } from './threshold_steps';
import { complain } from './toast';

// The classes, and what stands of each in the picture that is open.

export const thresholdStep = 0.25;
const mostThreshold = 10;
const sliderRange = 4;

function seemsAbsent(state: ClassInPicture | undefined): boolean {
  return state?.origin === 'program' && state.pixels === 0;
}

function stateIcon(state: ClassInPicture | undefined): string {
  if (state?.decision === 'rejected') return 'empty';
  if (seemsAbsent(state)) return 'absent';
  return state?.origin ? `origin-${state.origin}` : 'todo';
}

function stateWord(state: ClassInPicture | undefined): string {
  if (state?.decision === 'rejected') return t().notHere;
  return seemsAbsent(state) ? t().statuses.absent : originWord(state?.origin ?? null);
}

function numbers(state: ClassInPicture | undefined): string {
  if (!state || state.presence === null || state.decision === 'rejected') return '';
  return state.origin === 'program' || state.origin === 'confirmed' ? percent(state.presence) : '';
}

export class ClassPanel {
  private readonly rows = h('ul', { class: 'classes', 'aria-label': () => t().classes });
  private readonly nameField = h('input', {
    id: 'new-class', placeholder: () => t().className, 'aria-label': () => t().className, autocomplete: 'off',
    maxlength: 100, spellcheck: 'false',
    onkeydown: (event: KeyboardEvent) => {
      if (event.key === 'Escape') this.nameField.blur();
    },
  });
  private readonly firstSteps = h('ol', { class: 'first-steps' });
  readonly element = h('div', { class: 'class-panel' },
    this.rows,
    h('form', { class: 'add-class', onsubmit: (event: Event) => this.add(event) },
      this.nameField,
      h('button', { type: 'submit', title: () => t().addClass, 'aria-label': () => t().addClass }, icon('plus'))),
    this.firstSteps);
  private detail: unknown = null; // that is drawn
  private isSliding = false;
  private readonly steps: ThresholdSteps;

  constructor(
    private readonly editor: Editor, outbox: Outbox, private readonly reload: () => Promise<void>,
  ) {
    this.steps = new ThresholdSteps((moved) => editor.setThreshold(moved));
    outbox.beforeEach(() => this.steps.sendNow());
    for (const signal of [project, activeClass, language]) signal.onChange(() => this.draw());
    editor.opened.watch((opened) => {
      if (this.detail !== (opened?.detail ?? opened?.picture)) this.draw();
    });
  }

  // Not at once: what a pointer is pressed on takes the focus after that.
  askForName(): void {
    setTimeout(() => this.nameField.focus());
  }

  private async add(event: Event): Promise<void> {
    event.preventDefault();
    const name = this.nameField.value.trim();
    if (name === '') return;
    try {
      const made = await request<ObjectClass>('POST', '/api/classes', { body: { name } });
      this.nameField.value = '';
      this.nameField.blur();
      await this.reload();
      activeClass.value = made.id;
    } catch (error) {
      complain(error);
    }
  }

  private stateOf(id: number): ClassInPicture | undefined {
    return this.editor.opened.value?.detail?.classes.find((one) => one.class === id);
  }

  private draw(): void {
    if (this.isSliding) return;
    this.detail = this.editor.opened.value?.detail ?? this.editor.opened.value?.picture;
    const focused = this.rows.contains(document.activeElement)
      ? (document.activeElement as HTMLElement).dataset['focus'] : undefined;
    this.rows.replaceChildren(...classes().map((one) => this.row(one)));
    if (focused) this.rows.querySelector<HTMLElement>(`[data-focus="${focused}"]`)?.focus();
    this.drawSteps();
  }

  // Until something is painted.
  private drawSteps(): void {
    const isNew = project.value !== null && !classes().some((one) => one.supports > 0);
    this.firstSteps.hidden = !isNew;
    this.firstSteps.replaceChildren(...(isNew ? t().firstSteps.map((step) => h('li', {}, step)) : []));
    this.firstSteps.dataset['step'] = classes().length === 0 ? '1' : '2';
  }

  private row(one: ObjectClass): HTMLElement {
    const state = this.stateOf(one.id);
    const isActive = one.id === activeClass.value;
    return h('li', { class: isActive ? 'class active' : 'class', 'data-class': one.id },
      this.chooser(one, state, isActive), isActive && this.controls(one, state));
  }

  private chooser(one: ObjectClass, state: ClassInPicture | undefined, isActive: boolean): HTMLElement {
    const swatch = h('span', { class: 'swatch' }, one.key ? String(one.key) : '');
    swatch.style.backgroundColor = one.colour;
    swatch.classList.toggle('light', isLight(one.colour));
    const words = stateWord(state);
    return h('button', {
      class: 'choose', 'aria-pressed': String(isActive), 'data-focus': `choose-${one.id}`,
      title: `${one.name} · ${words} · ${t().supports(one.supports)}`,
      onclick: (event: MouseEvent) => {
        activeClass.value = one.id;
        leaveAfterClick(event);
      },
    }, swatch, h('span', { class: 'name' }, one.name),
    h('span', { class: 'state', 'data-origin': state?.origin ?? '' },
      icon(stateIcon(state)), h('span', { class: 'unseen' }, words), numbers(state)));
  }

  private controls(one: ObjectClass, state: ClassInPicture | undefined): HTMLElement {
    const act = (name: string, label: string, focus: string, press: () => void) => h('button', {
      class: 'icon-button', title: label, 'aria-label': label, 'data-focus': focus,
      onclick: (event: MouseEvent) => {
        leaveAfterClick(event);
        press();
      },
    }, icon(name));
    return h('div', { class: 'controls' },
      h('p', { class: 'origin' }, stateWord(state)),
      h('div', { class: 'row' },
        act('minus', `${t().smaller} (-)`, 'smaller', () => this.resizeMask(-1)),
        this.thresholdSlider(one, state),
        act('plus', `${t().larger} (+)`, 'larger', () => this.resizeMask(1))),
      h('div', { class: 'row' },
        act('accepted', t().acceptClass(one.name), 'accept', () => void this.editor.decide('accept', one.id)),
        act('empty', t().rejectClass(one.name), 'reject', () => void this.editor.decide('reject', one.id)),
        act('undo', t().reopen, 'reopen', () => void this.editor.decide('reopen', one.id)),
        h('span', { class: 'stretch' }),
        act('mended', t().editClass(one.name), 'edit', () => classDialog(one, this.reload))));
  }

  // To the right the mask grows, so the slider shows the threshold's opposite.
  private thresholdSlider(one: ObjectClass, state: ClassInPicture | undefined): HTMLElement {
    const threshold = this.steps.of(this.editor.id.value, one.id) ?? state?.threshold ?? 0;
    const input: HTMLInputElement = h('input', {
      type: 'range', min: -sliderRange, max: sliderRange, step: thresholdStep, 'aria-label': t().maskSize,
      title: `${t().maskSize}: ${-threshold}`, 'data-focus': 'threshold',
      oninput: () => (this.isSliding = true),
      onchange: () => {
        this.isSliding = false;
        const picture = this.editor.id.value;
        if (picture === null) return;
        void this.editor.setThreshold({ picture, classId: one.id, threshold: -Number(input.value) });
      },
      onpointerup: () => setTimeout(() => input.blur()),
      onpointercancel: () => setTimeout(() => this.endSliding()),
      onblur: () => this.endSliding(),
    });
    input.value = String(-threshold);
    input.disabled = !state?.origin;
    return input;
  }

  // A slider that is brought back to where it was tells of no change.
  private endSliding(): void {
    if (!this.isSliding) return;
    this.isSliding = false;
    this.draw();
  }

  // A step larger or smaller; several in a row are one change.
  resizeMask(steps: number): void {
    const one = classOf(activeClass.value);
    const picture = this.editor.id.value;
    const state = one && this.stateOf(one.id);
    if (!one || picture === null || !state?.origin) return;
    const from = this.steps.of(picture, one.id) ?? state.threshold;
    const threshold = Math.min(mostThreshold, Math.max(-mostThreshold, from - steps * thresholdStep));
    this.steps.move({ picture, classId: one.id, threshold });
    this.draw();
  }
}

// Whether dark text is better on it.
function isLight(colour: string): boolean {
  const value = parseInt(colour.slice(1), 16);
  const [red, green, blue] = [(value >> 16) & 255, (value >> 8) & 255, value & 255];
  return 0.299 * red + 0.587 * green + 0.114 * blue > 110;
}
