import { ask, query } from '../route/route.js';
import { count } from '../words/numbers.js';
import { toggled, valuesIn, type Filter } from './filters.js';

interface SetFilterProps<T extends string> {
  /** How many workers each value would list. */
  counts?: Readonly<Partial<Record<T, number>>> | undefined;
  name: Filter;
  word: string;
  values: readonly T[];
  words: Readonly<Record<T, string>>;
}

/** A filter that accepts several values, each a button. */
export function SetFilter<T extends string>({ name, word, values, words, counts }: SetFilterProps<T>) {
  const chosen = valuesIn(query.value, name);
  return (
    <div class="tool" role="group" aria-label={word}>
      <span aria-hidden="true">{word}</span>
      <div class="choice">
        {values.map((value) => (
          <button
            key={value}
            type="button"
            aria-pressed={chosen.includes(value)}
            onClick={() => ask({ [name]: toggled(chosen, value) })}
          >
            {words[value]}
            {counts?.[value] !== undefined && <span class="choice-count"> {count(counts[value])}</span>}
          </button>
        ))}
      </div>
    </div>
  );
}
