import { ask, query } from '../route/route.js';
import { COLUMNS, columnsIn, columnsParameter } from './columns.js';
import { toggled } from './filters.js';

/** Which columns are shown; kept in the address bar, so that a link shows the same. */
export function ColumnChooser() {
  const shown = columnsIn(query.value).map(({ key }) => key);
  return (
    <fieldset class="columns">
      <legend class="unseen">Columns that are shown</legend>
      {COLUMNS.map(({ key, word }) => (
        <label key={key} class="check">
          <input
            type="checkbox"
            checked={shown.includes(key)}
            onChange={() => ask({ columns: columnsParameter(toggled(shown, key).split(',')) })}
          />
          {word}
        </label>
      ))}
    </fieldset>
  );
}
