import { signal } from '@preact/signals';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const STORED = 'worker-registration:theme';

/** The user's choice; `system` follows the operating system. */
export const theme = signal<Theme>(stored());

/** Counts changes of the colours, for any reason: charts are redrawn. */
export const colours = signal(0);

export function choose(next: Theme): void {
  theme.value = next;
  apply();
  try {
    if (next === 'system') localStorage.removeItem(STORED);
    else localStorage.setItem(STORED, next);
  } catch {
    // The browser stores nothing: kept for this page only.
  }
}

function apply(): void {
  if (theme.value === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme.value;
  colours.value += 1;
}

function stored(): Theme {
  try {
    const text = localStorage.getItem(STORED);
    return THEMES.find((each) => each === text) ?? 'system';
  } catch {
    return 'system';
  }
}

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', apply);
apply();
