import { ask, query } from '../route/route.js';
import { COLUMNS, NAME, type Column } from './columns.js';

/** Returns the value of `sort` after a click on a header: its order, the reverse, then the order of registration. */
function after(current: string, first: string): string {
  if (current === first) return reversed(first);
  return current === reversed(first) ? '' : first;
}

const reversed = (sort: string): string => (sort.startsWith('-') ? sort.slice(1) : `-${sort}`);

const DIRECTIONS = { up: 'ascending', down: 'descending' } as const;

/** Returns the direction in which a column is sorted. */
export function directionOf({ sort }: Column): 'ascending' | 'descending' | 'none' | undefined {
  if (sort === undefined) return undefined;
  const current = query.value.get('sort') ?? '';
  if (current === '' || (current !== sort && current !== reversed(sort))) return 'none';
  return DIRECTIONS[current.startsWith('-') ? 'down' : 'up'];
}

const ARROWS = { ascending: '▲', descending: '▼', none: '' } as const;

/** The head of a column that sorts the whole list on the server. */
export function ColumnHead({ column }: { column: Column }) {
  const { word, sort } = column;
  if (sort === undefined) return <>{word}</>;
  const direction = directionOf(column)!;
  return (
    <button
      type="button"
      class="column-sort"
      title={`Sort by ${word.toLowerCase()}`}
      onClick={() => ask({ sort: after(query.value.get('sort') ?? '', sort) })}
    >
      {word}
      <span aria-hidden="true" class="column-arrow">
        {ARROWS[direction]}
      </span>
    </button>
  );
}

/** The order of the list where there are no heads, as on a phone. */
export function SortSelect() {
  const current = query.value.get('sort') ?? '';
  return (
    <label class="tool">
      <span>Sort</span>
      <select
        aria-label="Sort"
        value={current}
        onChange={(event) => ask({ sort: event.currentTarget.value })}
      >
        <option value="">As registered</option>
        {[NAME, ...COLUMNS].flatMap(({ sort, word }) =>
          sort === undefined
            ? []
            : [sort, reversed(sort)].map((value) => (
                <option key={value} value={value}>
                  {word}, {value.startsWith('-') ? 'descending' : 'ascending'}
                </option>
              )),
        )}
      </select>
    </label>
  );
}
