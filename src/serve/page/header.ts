import { reachable } from './api';
import { exportDialog } from './export_dialog';
import { h, icon, leaveAfterClick } from './dom';
import { helpDialog } from './help_dialog';
import { importDialog } from './import_dialog';
import { jobBar } from './job_bar';
import { language, switchLanguage, t } from './language';
import { Outbox } from './outbox';
import { gridOnly, project } from './state';
import { switchTheme } from './theme';
import { iconButton } from './tool_bar';
import { chooseFiles } from './upload';

// The line at the top: the folder, the job, whether all is saved, and what is seldom needed.

function folder(): HTMLElement {
  const name = h('h1', {});
  const draw = () => {
    const now = project.value;
    name.textContent = now?.folder ?? 'panet';
    if (now) document.title = t().title(now.folder);
  };
  project.watch(draw);
  language.onChange(draw);
  return h('div', { class: 'folder' }, h('img', { src: '/icon.svg', alt: '', width: 22, height: 22 }), name);
}

export function savedMark(outbox: Outbox): HTMLElement {
  const element = h('span', { class: 'saved', role: 'status' });
  const draw = () => {
    const waiting = outbox.waiting.value;
    element.replaceChildren(icon(waiting > 0 ? 'saving' : 'accepted'),
      h('span', {}, waiting > 0 ? t().saving(waiting) : t().saved));
    element.dataset['waiting'] = String(waiting);
  };
  for (const signal of [outbox.waiting, language]) signal.onChange(draw);
  draw();
  return element;
}

function textButton(name: string, label: () => string, press: () => void): HTMLElement {
  return h('button', {
    class: 'quiet', title: label,
    onclick: (event: MouseEvent) => {
      leaveAfterClick(event);
      press();
    },
  }, icon(name), h('span', {}, label));
}

export function goneBanner(): HTMLElement {
  const element = h('div', { class: 'gone', role: 'alert' });
  const draw = () => {
    element.hidden = reachable.value;
    element.replaceChildren(...(reachable.value ? [] : [icon('failed'), t().gone]));
  };
  reachable.watch(draw);
  language.onChange(draw);
  return element;
}

export function header(saved: HTMLElement, reload: () => void): HTMLElement {
  const grid = iconButton('grid', () => `${t().gridOnly} (G)`, () => (gridOnly.value = !gridOnly.value));
  gridOnly.watch((on) => grid.setAttribute('aria-pressed', String(on)));
  return h('header', { class: 'top' }, folder(), jobBar(), h('span', { class: 'stretch' }), saved,
    textButton('export', () => t().export, exportDialog),
    textButton('import', () => t().import, importDialog),
    iconButton('add-picture', () => t().addPictures, () => chooseFiles(reload)),
    grid,
    iconButton('theme', () => t().theme, switchTheme),
    h('button', {
      class: 'quiet language', lang: () => (language.value === 'en' ? 'zh-CN' : 'en'), title: () => t().switchLanguage,
      onclick: switchLanguage,
    }, () => t().language),
    iconButton('help', () => `${t().keys} (?)`, helpDialog));
}
