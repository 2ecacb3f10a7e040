import { ask } from '../route/route.js';

/** Returns the value that the address has if it is one of these, and the usual one otherwise. */
export function chosenOf<T extends string>(
  choices: Readonly<Record<T, unknown>>,
  value: string | null,
  usual: T,
): T {
  return value !== null && Object.hasOwn(choices, value) ? (value as T) : usual;
}

interface OneOfProps {
  /** Its name in the address, which has it unless it is the usual value. */
  name: string;
  /** What each button reads, by the value. */
  texts: Readonly<Record<string, string>>;
  /** What the buttons mean, where they read less. */
  titles?: Readonly<Record<string, string>>;
  chosen: string;
  usual: string;
  /** Of the group of buttons, where nothing around them has it. */
  label?: string;
}

/** A choice of one value, each a button, which the address keeps. */
export const OneOf = ({ name, texts, titles, chosen, usual, label }: OneOfProps) => (
  <div class="choice" {...(label !== undefined && { role: 'group' as const, 'aria-label': label })}>
    {Object.entries(texts).map(([value, text]) => (
      <button
        key={value}
        type="button"
        aria-pressed={value === chosen}
        title={titles?.[value]}
        onClick={() => ask({ [name]: value === usual ? '' : value })}
      >
        {text}
      </button>
    ))}
  </div>
);

/** A span of time up to now: how people name it, and its length. */
export type Span = readonly [word: string, ms: number];

interface SpanChoiceProps {
  name: string;
  spans: Readonly<Record<string, Span>>;
  chosen: string;
  usual: string;
  label: string;
}

/** A choice of a span of time: the buttons read `24h`, and mean "24 hours". */
export const SpanChoice = ({ spans, ...choice }: SpanChoiceProps) => {
  const keys = Object.keys(spans);
  const texts = Object.fromEntries(keys.map((key) => [key, key]));
  const titles = Object.fromEntries(keys.map((key) => [key, spans[key]![0]]));
  return <OneOf {...choice} texts={texts} titles={titles} />;
};
