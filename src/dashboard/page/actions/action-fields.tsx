import { useRef } from 'preact/hooks';
import { LOCAL_ZONE } from '../words/moments.js';
import type { Given } from './actions.js';

interface ActionFieldsProps {
  asks: readonly (keyof Given)[];
  needsReason?: boolean | undefined;
}

/** The inputs of an action. */
export const ActionFields = ({ asks, needsReason = false }: ActionFieldsProps) => (
  <div class="fields">
    {asks.includes('leaving') && (
      <fieldset>
        <legend>When</legend>
        <label class="check">
          <input type="radio" name="leaving" value="with-jobs-done" defaultChecked /> When its jobs are done
        </label>
        <label class="check">
          <input type="radio" name="leaving" value="at-once" /> Immediately: its jobs are released
        </label>
      </fieldset>
    )}
    {asks.includes('minutes') && (
      <label>
        Minutes
        <input name="minutes" type="number" min={1} max={10_080} defaultValue="60" required />
      </label>
    )}
    {asks.includes('reason') && (
      <label>
        Reason
        <input
          name="reason"
          required={needsReason}
          maxLength={1000}
          placeholder="Shown wherever the worker is shown"
          autoComplete="off"
        />
      </label>
    )}
    {asks.includes('until') && <Until />}
  </div>
);

const HOUR_MS = 3_600_000;

/** The usual ends of orders. */
const PRESETS: readonly (readonly [word: string, at: () => Date])[] = [
  ['1 h', () => new Date(Date.now() + HOUR_MS)],
  ['4 h', () => new Date(Date.now() + 4 * HOUR_MS)],
  ['Tomorrow 9:00', tomorrowAtNine],
];

function tomorrowAtNine(): Date {
  const at = new Date();
  at.setDate(at.getDate() + 1);
  at.setHours(9, 0, 0, 0);
  return at;
}

function Until() {
  const input = useRef<HTMLInputElement>(null);
  return (
    <div class="fields-until">
      <label>
        Ends at
        <input ref={input} name="until" type="datetime-local" min={localInput(new Date())} />
        <span class="muted">In {LOCAL_ZONE}. If empty, the order lasts until it is lifted.</span>
      </label>
      <span class="row-actions" role="group" aria-label="Usual ends">
        {PRESETS.map(([word, at]) => (
          <button
            key={word}
            type="button"
            class="quiet"
            onClick={() => {
              input.current!.value = localInput(at());
            }}
          >
            {word}
          </button>
        ))}
      </span>
    </div>
  );
}

/** Returns what was filled in. */
export function givenIn(form: FormData): Given {
  const reason = textIn(form, 'reason');
  const until = textIn(form, 'until');
  const minutes = textIn(form, 'minutes');
  return {
    ...(reason !== '' && { reason }),
    ...(minutes !== '' && { minutes: Number(minutes) }),
    ...(until !== '' && { until: new Date(until).toISOString() }),
    leaving: textIn(form, 'leaving') === 'at-once' ? 'at-once' : 'with-jobs-done',
  };
}

function textIn(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value.trim() : '';
}

/** Formats a time for such an input: local, without a zone. */
const localInput = (at: Date): string =>
  new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
