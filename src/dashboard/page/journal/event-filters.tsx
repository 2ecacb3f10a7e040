import { ask, query } from '../route/route.js';
import { GROUP_WORDS, GROUPS, USUAL_GROUPS } from '../words/events.js';
import { toggled } from '../workers/filters.js';
import { groupsIn } from './event-query.js';
import { EVENT_RANGES } from './event-ranges.js';

/** Chooses groups of events, several at once; kept in the address. */
export function GroupChoice() {
  const chosen = groupsIn(query.value);
  const toggle = (group: string): void => {
    const next = toggled(chosen, group).split(',');
    const ordered = GROUPS.filter((each) => next.includes(each)).join(',');
    // No group at all would list nothing.
    ask({ groups: ordered === USUAL_GROUPS.join(',') ? '' : ordered, type: '' });
  };
  return (
    <div class="tool" role="group" aria-label="Groups of events">
      <span aria-hidden="true">Groups</span>
      <div class="choice">
        {GROUPS.map((group) => (
          <button
            key={group}
            type="button"
            aria-pressed={chosen.includes(group)}
            onClick={() => toggle(group)}
          >
            {GROUP_WORDS[group]}
          </button>
        ))}
      </div>
    </div>
  );
}

const OTHER = 'other';

export function EventFilters() {
  const search = query.value;
  const isOther = search.has('from') || search.has('until');
  const range = isOther ? OTHER : (search.get('range') ?? '');
  const choose = (value: string): void =>
    value === OTHER
      ? ask({ range: '', from: localInput(Date.now() - EVENT_RANGES['24h']!.ms) })
      : ask({ range: value, from: '', until: '' });
  return (
    <search class="tools">
      <GroupChoice />
      <Text name="workerId" word="Worker" hint="Its name or id" />
      <Text name="actor" word="By" hint="key:anna" />
      <label class="tool">
        <span>Time</span>
        <select aria-label="Time" value={range} onChange={(event) => choose(event.currentTarget.value)}>
          <option value="">Any</option>
          {Object.entries(EVENT_RANGES).map(([key, { word }]) => (
            <option key={key} value={key}>
              {word}
            </option>
          ))}
          <option value={OTHER}>From … until …</option>
        </select>
      </label>
      {isOther && (
        <>
          <Moment name="from" word="From" />
          <Moment name="until" word="Until" />
        </>
      )}
    </search>
  );
}

const Text = ({ name, word, hint }: { name: string; word: string; hint: string }) => (
  <label class="tool">
    <span>{word}</span>
    <input
      type="search"
      placeholder={hint}
      value={query.value.get(name) ?? ''}
      autoComplete="off"
      spellcheck={false}
      onChange={(event) => ask({ [name]: event.currentTarget.value.trim() })}
    />
  </label>
);

const Moment = ({ name, word }: { name: string; word: string }) => (
  <label class="tool tool-moment">
    <span>{word}</span>
    <input
      type="datetime-local"
      value={query.value.get(name) ?? ''}
      onChange={(event) => ask({ [name]: event.currentTarget.value })}
    />
  </label>
);

/** Formats a time for such an input: in the reader's own zone, without naming it. */
const localInput = (at: number): string =>
  new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
