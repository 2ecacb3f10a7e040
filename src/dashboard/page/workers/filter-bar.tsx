import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../parts/icons.js';
import { ask, go, query, workersHref } from '../route/route.js';
import { SEARCH_ID } from '../shell/search-key.js';
import { ORDER_WORDS, ORDERS, STATUS_WORDS, STATUSES } from '../words/tones.js';
import { GroupFilter, HealthFilter, PresenceFilter } from './facets.js';
import { SetFilter } from './set-filter.js';
import { SortSelect } from './sorting.js';
import { useCompact } from './use-compact.js';
import { isFiltered, type Filter } from './filters.js';

/** Longer than the time between two keystrokes. */
const TYPING_MS = 250;

/** Filters that are rarely used, or that a link has set. */
const MORE: readonly { name: Filter; word: string; hint: string }[] = [
  { name: 'tag', word: 'Tags', hint: 'gpu,production' },
  { name: 'capability', word: 'Capabilities', hint: 'java=17' },
  { name: 'host', word: 'Host', hint: 'node-1.example.com' },
  { name: 'minAvailableCapacity', word: 'Free slots (minimum)', hint: '1' },
];

/** All filters of the list; the service applies them, and they are kept in the address. */
export function FilterBar() {
  // On a phone the list comes first.
  const isCompact = useCompact();
  const [isOpen, setOpen] = useState(
    () =>
      query.value.has('presence') ||
      query.value.has('order') ||
      query.value.has('suspect') ||
      MORE.some(({ name }) => query.value.has(name)),
  );
  return (
    <search class="tools">
      <TextFilter name="text" word="Search" id={SEARCH_ID} hint="Name or address ( / )" />
      {(isOpen || !isCompact) && (
        <>
          <SetFilter name="status" word="Status" values={STATUSES} words={STATUS_WORDS} />
          <HealthFilter />
          <GroupFilter name="zone" word="Zone" none="without a zone" />
          <GroupFilter name="version" word="Version" />
        </>
      )}
      <button type="button" class="quiet" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {isOpen ? 'Fewer filters' : 'More filters'}
      </button>
      {isOpen && <SuspectFilter />}
      {isOpen && <PresenceFilter />}
      {isOpen && <SetFilter name="order" word="Order" values={ORDERS} words={ORDER_WORDS} />}
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
      {isCompact && <SortSelect />}
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
