import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../parts/icons.js';
import { ask, go, query, workersHref } from '../route/route.js';
import { SEARCH_ID } from '../shell/search-key.js';
import { HEALTH_WORDS, HEALTHS, PRESENCE_WORDS, PRESENCES, STATUS_WORDS, STATUSES } from '../words/tones.js';
import { useCompact } from './use-compact.js';
import { isFiltered, toggled, valuesIn, type Filter } from './filters.js';

/** Longer than the time between two keystrokes. */
const TYPING_MS = 250;

/** Filters that are rarely used, or that a link has set. */
const MORE: readonly { name: Filter; word: string; hint: string }[] = [
  { name: 'tag', word: 'Tags', hint: 'gpu,production' },
  { name: 'capability', word: 'Capabilities', hint: 'java=17' },
  { name: 'version', word: 'Version', hint: '2.4.1' },
  { name: 'minAvailableCapacity', word: 'Free slots (minimum)', hint: '1' },
];

/** All filters of the list; the service applies them, and they are kept in the address. */
export function FilterBar() {
  // On a phone the list comes first.
  const isCompact = useCompact();
  const [isOpen, setOpen] = useState(
    () =>
      query.value.has('presence') ||
      query.value.has('suspect') ||
      MORE.some(({ name }) => query.value.has(name)),
  );
  return (
    <search class="tools">
      <TextFilter name="text" word="Search" id={SEARCH_ID} hint="Name or address ( / )" />
      {(isOpen || !isCompact) && (
        <>
          <SetFilter name="status" word="Status" values={STATUSES} words={STATUS_WORDS} />
          <SetFilter name="health" word="Health" values={HEALTHS} words={HEALTH_WORDS} />
          <ZoneFilter />
        </>
      )}
      <button type="button" class="quiet" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {isOpen ? 'Fewer filters' : 'More filters'}
      </button>
      {isOpen && <SuspectFilter />}
      {isOpen && <SetFilter name="presence" word="Presence" values={PRESENCES} words={PRESENCE_WORDS} />}
      {isOpen &&
        MORE.map(({ name, word, hint }) => (
          <TextFilter
            key={name}
            name={name}
            word={word}
            hint={hint}
            isNumber={name === 'minAvailableCapacity'}
          />
        ))}
      {isFiltered(query.value) && (
        <button type="button" class="quiet" onClick={() => go(workersHref())}>
          Clear
        </button>
      )}
    </search>
  );
}

interface TextFilterProps {
  name: Filter;
  word: string;
  hint: string;
  id?: string;
  isNumber?: boolean;
}

function TextFilter({ name, word, hint, id, isNumber = false }: TextFilterProps) {
  const value = query.value.get(name) ?? '';
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // The address may change without the input: by a link, or by navigating back.
  useEffect(() => {
    if (input.current !== null && input.current.value.trim() !== value) input.current.value = value;
  }, [value]);
  const change = (text: string): void => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => ask({ [name]: text.trim() }), TYPING_MS);
  };
  return (
    <label class={`tool ${isNumber ? 'tool-number' : ''} ${id === SEARCH_ID ? 'tool-search' : ''}`}>
      <span>{word}</span>
      {id === SEARCH_ID && <Icon name="search" />}
      <input
        ref={input}
        {...(id !== undefined && { id })}
        type="search"
        inputMode={isNumber ? 'numeric' : 'text'}
        placeholder={hint}
        defaultValue={value}
        autoComplete="off"
        spellcheck={false}
        onInput={(event) => change(event.currentTarget.value)}
      />
    </label>
  );
}

/** The zone filter; its own switch stands for workers without a zone, which an empty text could not. */
function ZoneFilter() {
  const isNone = query.value.get('zone') === '' && query.value.has('zone');
  if (!isNone) return <TextFilter name="zone" word="Zone" hint="eu-west-1a" />;
  return (
    <div class="tool">
      <span>Zone</span>
      <button type="button" class="quiet" onClick={() => ask({ zone: '' })}>
        without a zone ×
      </button>
    </div>
  );
}

/** Lists only workers whose heartbeat is later than usual. */
function SuspectFilter() {
  const isOn = query.value.get('suspect') === 'true';
  return (
    <div class="tool" role="group" aria-label="Suspicion">
      <span aria-hidden="true">Suspicion</span>
      <div class="choice">
        <button type="button" aria-pressed={isOn} onClick={() => ask({ suspect: isOn ? '' : 'true' })}>
          Suspect
        </button>
      </div>
    </div>
  );
}

interface SetFilterProps<T extends string> {
  name: Filter;
  word: string;
  values: readonly T[];
  words: Readonly<Record<T, string>>;
}

function SetFilter<T extends string>({ name, word, values, words }: SetFilterProps<T>) {
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
          </button>
        ))}
      </div>
    </div>
  );
}
