import { Signal } from './signal';
import { en, zh, Strings } from './strings';

export type Language = 'en' | 'zh';

const all: Record<Language, Strings> = { en, zh };
const stored = 'panet.language';

function preferred(): Language {
  const chosen = localStorage.getItem(stored) ?? navigator.language;
  return chosen.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

export const language = new Signal<Language>(preferred());

language.watch((now) => (document.documentElement.lang = now === 'zh' ? 'zh-CN' : 'en'));

export function switchLanguage(): void {
  const next = language.value === 'en' ? 'zh' : 'en';
  localStorage.setItem(stored, next);
  language.value = next;
}

// The strings of the present language.
export function t(): Strings {
  return all[language.value];
}

export function number(value: number): string {
  return value.toLocaleString(document.documentElement.lang);
}
