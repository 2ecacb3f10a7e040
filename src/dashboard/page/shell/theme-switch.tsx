import { Icon } from '../parts/icons.js';
import { choose, theme, THEMES } from './theme.js';

const ICONS = { system: 'system', light: 'sun', dark: 'moon' } as const;
const WORDS = { system: 'system', light: 'light', dark: 'dark' } as const;

export function ThemeSwitch() {
  const current = theme.value;
  const next = THEMES[(THEMES.indexOf(current) + 1) % THEMES.length]!;
  const label = `Colours: ${WORDS[current]}. Change to ${WORDS[next]}`;
  return (
    <button type="button" class="icon-button" aria-label={label} title={label} onClick={() => choose(next)}>
      <Icon name={ICONS[current]} />
    </button>
  );
}
