import { useRef } from 'preact/hooks';
import { LOCAL_ZONE } from '../words/moments.js';
import type { Given, RunnableAction } from './actions.js';

type ActionFieldsProps = Pick<RunnableAction, 'asks' | 'needsReason' | 'withoutEnd'>;

/** The inputs of an action. */
export const ActionFields = ({
  asks,
  needsReason = false,
  withoutEnd = 'the order lasts until it is lifted',
}: ActionFieldsProps) => (
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
    {asks.includes('deadline') && (
      <Moment
        name="deadline"
        label="Deadline"
        hint="Jobs that still run then are released. If empty, the worker may finish them."
        group="Usual times of the release"
        presets={[HALF_HOUR, ...HOURS]}
      />
    )}
    {asks.includes('until') && (
      <Moment
        name="until"
        label="Ends at"
        hint={`If empty, ${withoutEnd}.`}
        group="Usual ends"
        presets={[...HOURS, ['Tomorrow 9:00', tomorrowAtNine]]}
      />
    )}
  </div>
);

/** A usual time: an instant, or minutes from now, which the service adds to its own clock. */
type Preset = readonly [word: string, at: number | (() => Date)];

const MINUTE_MS = 60_000;

const HALF_HOUR: Preset = ['30 min', 30];
const HOURS: readonly Preset[] = [
  ['1 h', 60],
  ['4 h', 240],
];

function tomorrowAtNine(): Date {
  const at = new Date();
  at.setDate(at.getDate() + 1);
  at.setHours(9, 0, 0, 0);
  return at;
}

interface MomentProps {
  name: 'until' | 'deadline';
  label: string;
  hint: string;
  /** Name of the buttons that fill it in. */
  group: string;
  presets: readonly Preset[];
}

function Moment({ name, label, hint, group, presets }: MomentProps) {
  const input = useRef<HTMLInputElement>(null);
  const minutes = useRef<HTMLInputElement>(null);
  const fill = (at: Preset[1]): void => {
    const isAway = typeof at === 'number';
    input.current!.value = localInput(isAway ? new Date(Date.now() + at * MINUTE_MS) : at());
    minutes.current!.value = isAway ? String(at) : '';
  };
  return (
    <div class="fields-moment">
      <label>
        {label}
        <input
          ref={input}
          name={name}
          type="datetime-local"
          min={localInput(new Date())}
          onInput={() => {
            minutes.current!.value = '';
          }}
        />
        <input ref={minutes} name={minutesOf(name)} type="hidden" />
        <span class="muted">
          In {LOCAL_ZONE}. {hint}
        </span>
      </label>
      <span class="row-actions" role="group" aria-label={group}>
        {presets.map(([word, at]) => (
          <button key={word} type="button" class="quiet" onClick={() => fill(at)}>
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
  const minutes = textIn(form, 'minutes');
  return {
    ...(reason !== '' && { reason }),
    ...(minutes !== '' && { minutes: Number(minutes) }),
    ...momentIn(form, 'until'),
    ...momentIn(form, 'deadline'),
    leaving: textIn(form, 'leaving') === 'at-once' ? 'at-once' : 'with-jobs-done',
  };
}

const minutesOf = (name: string): string => `${name}Minutes`;

function momentIn(form: FormData, name: 'until' | 'deadline'): Given {
  const minutes = textIn(form, minutesOf(name));
  if (minutes !== '') return { [name]: `${minutes}m` };
  const text = textIn(form, name);
  return text === '' ? {} : { [name]: new Date(text).toISOString() };
}

function textIn(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value.trim() : '';
}

/** Formats a time for such an input: local, without a zone. */
const localInput = (at: Date): string =>
  new Date(at.getTime() - at.getTimezoneOffset() * MINUTE_MS).toISOString().slice(0, 16);
