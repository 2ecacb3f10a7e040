import { Sign } from '../parts/icons.js';
import { count, counted } from '../words/numbers.js';
import type { Outcome } from './run-all.js';

/** Maximum number of failures to list; the rest are counted. */
const MOST_NAMED = 50;

/** The progress of an action, and its result. */
export function ActionResult({ outcomes, total }: { outcomes: readonly Outcome[]; total: number }) {
  const [first] = outcomes;
  if (total === 1) {
    if (first === undefined) return <p class="muted">Running …</p>;
    const tone = first.succeeded ? 'ok' : 'bad';
    return (
      <p class={`result tone-${tone}`} role="status">
        <Sign tone={tone} />
        <span class="result-text">{first.message}</span>
      </p>
    );
  }
  const failed = outcomes.filter(({ succeeded }) => !succeeded);
  return (
    <div class="bulk-result">
      <progress value={outcomes.length} max={total} aria-label="Progress" />
      <p role="status">
        {count(outcomes.length)} of {count(total)} done, {counted(failed.length, 'failure')}
      </p>
      {failed.length > 0 && (
        <ul class="failures" tabIndex={0} aria-label="Failures">
          {failed.slice(0, MOST_NAMED).map(({ target, message }) => (
            <li key={target.id}>
              <strong>{target.workerId}</strong> {message}
            </li>
          ))}
          {failed.length > MOST_NAMED && <li>and {count(failed.length - MOST_NAMED)} more</li>}
        </ul>
      )}
    </div>
  );
}
