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
    {asks.includes('until') && (
      <label>
        Ends at
        <input name="until" type="datetime-local" min={localInput(new Date())} />
        <span class="muted">Your local time. If empty, the order lasts until it is lifted.</span>
      </label>
    )}
  </div>
);

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
