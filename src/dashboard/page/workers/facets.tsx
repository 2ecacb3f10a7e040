import { ask, go, query, workersHref } from '../route/route.js';
import { count, naturally } from '../words/numbers.js';
import { HEALTH_WORDS, HEALTHS, PRESENCE_WORDS, PRESENCES } from '../words/tones.js';
import { apiQueryOf, type Filter } from './filters.js';
import { SetFilter } from './set-filter.js';
import { sumOf, useGroups } from './use-groups.js';

/** Counts of presences and healths under all other filters. */
function useCounts() {
  return useGroups('presence', apiQueryOf(query.value, ['health', 'presence'])).data;
}

/** Filters by health; like every count of health, it is about workers that are present. */
export function HealthFilter() {
  const groups = useCounts();
  const counts = groups && {
    HEALTHY: sumOf(groups, 'healthy'),
    UNHEALTHY: sumOf(groups, 'unhealthy'),
    FAILED: sumOf(groups, 'failed'),
  };
  return <SetFilter name="health" word="Health" values={HEALTHS} words={HEALTH_WORDS} counts={counts} />;
}

export function PresenceFilter() {
  const groups = useCounts();
  const counts = groups && {
    EXPECTED: sumOf(groups, 'expected'),
    PRESENT: sumOf(groups, 'present'),
    LOST: sumOf(groups, 'lost'),
    LEFT: sumOf(groups, 'left'),
  };
  return (
    <SetFilter name="presence" word="Presence" values={PRESENCES} words={PRESENCE_WORDS} counts={counts} />
  );
}

interface GroupFilterProps {
  name: Filter & ('zone' | 'version');
  word: string;
  /** The choice of workers without a value, where the service has that filter. */
  none?: string;
}

/** The choice for no filter; no zone and no version has this name. */
const ALL = '\n';

/** Filters by one of the values that occur under all other filters, each with its number of workers. */
export function GroupFilter({ name, word, none }: GroupFilterProps) {
  const search = query.value;
  const { data } = useGroups(name, apiQueryOf(search, [name]));
  const chosen = search.get(name) ?? ALL;
  const values = (data?.groups ?? []).flatMap(({ key, workers }) => {
    const value = key[name];
    return typeof value === 'string' ? [{ value, workers }] : [];
  });
  const without = data?.groups.find(({ key }) => key[name] === null)?.workers ?? 0;
  const isListed = chosen === ALL || chosen === '' || values.some(({ value }) => value === chosen);
  const choose = (value: string): void => {
    // An empty value stands for workers without one, and is not removed from the address.
    if (value === '') go(workersHref({ ...Object.fromEntries(search), [name]: '' }), true);
    else ask({ [name]: value === ALL ? '' : value });
  };
  return (
    <label class="tool">
      <span>{word}</span>
      <select aria-label={word} value={chosen} onChange={(event) => choose(event.currentTarget.value)}>
        <option value={ALL}>All</option>
        {!isListed && <option value={chosen}>{chosen} (0)</option>}
        {values
          .sort((left, right) => naturally(left.value, right.value))
          .map(({ value, workers }) => (
            <option key={value} value={value}>
              {value} ({count(workers)})
            </option>
          ))}
        {none !== undefined && (without > 0 || chosen === '') && (
          <option value="">
            {none} ({count(without)})
          </option>
        )}
        {data?.otherGroups && (
          <option disabled value="\n\n">
            and {count(data.otherGroups.groups)} more
          </option>
        )}
      </select>
    </label>
  );
}
