// Light or dark: as the system is, until a person chooses.

const stored = 'panet.theme';
const prefersDark = matchMedia('(prefers-color-scheme: dark)');

function present(): 'light' | 'dark' {
  const chosen = localStorage.getItem(stored);
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return prefersDark.matches ? 'dark' : 'light';
}

export function applyTheme(): void {
  document.documentElement.dataset['theme'] = present();
}

export function switchTheme(): void {
  localStorage.setItem(stored, present() === 'dark' ? 'light' : 'dark');
  applyTheme();
}

prefersDark.addEventListener('change', applyTheme);
