import { ask, query } from '../route/route.js';
import { COLUMNS, columnsIn, columnsParameter } from './columns.js';
import { toggled } from './filters.js';

/** Chooses the visible columns; kept in the address, so that a link shows the same ones. */
export function ColumnChooser() {
  const shown = columnsIn(query.value).map(({ key }) => key);
  return (
    <fieldset class="columns">
      <legend class="unseen">Visible columns</legend>
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
