// What the service does with the figures of one worker: it keeps an hour of them, warns, and judges its warnings.
import { signsOf } from '../../dist/foresight/warnings/signs/signs.js';
import { MOST, NO_FIGURE, RESTARTED } from '../../dist/foresight/warnings/trend-scales.js';

const HOUR = 60;
/** A warning ends when its sign has been gone for this long. */
const GONE_MINUTES = 10;

const byte = (value) => Math.min(MOST, Math.round(value));
const logarithm = (steps, value) => byte(steps * Math.log2(1 + Math.max(0, value)));

/**
 * Runs a worker for some minutes.
 * @returns its warnings `{kind, began, until, outcome, at}`, and the minutes at which it broke
 */
export function watched(minutes, figures) {
  const memory = new Uint8Array(HOUR).fill(NO_FIGURE);
  const [lag, errors] = [memory.slice(), memory.slice()];
  const append = (bytes, last) => {
    bytes.copyWithin(0, 1);
    bytes[HOUR - 1] = last;
  };
  const open = new Map();
  const warnings = [];
  const events = [];
  const broke = [];
  const crashes = [];
  for (let minute = 0; minute < minutes; minute += 1) {
    const now = figures();
    append(memory, now.restarted ? RESTARTED : byte(2 * Math.max(0, now.memory)));
    append(lag, logarithm(12, now.lag));
    append(errors, logarithm(16, now.errors));
    if (now.restarted || now.fell) events.push(minute);
    if (now.broke) broke.push(minute);
    if (now.crashed) crashes.push(minute);
    for (const sign of signsOf({ memory, lag, errors, lateness: new Uint8Array() })) {
      let warning = open.get(sign.kind);
      if (warning === undefined) {
        warning = { kind: sign.kind, began: minute, until: minute + sign.judgedIn };
        open.set(sign.kind, warning);
        warnings.push(warning);
      }
      warning.seen = minute;
    }
    for (const [kind, { seen }] of open) if (minute - seen >= GONE_MINUTES) open.delete(kind);
  }
  for (const warning of warnings) {
    const at = events.find((event) => event > warning.began && event <= warning.until);
    if (at !== undefined) Object.assign(warning, { outcome: 'right', at });
    else if (warning.until < minutes) warning.outcome = 'wrong';
  }
  return { warnings, broke, crashes };
}
