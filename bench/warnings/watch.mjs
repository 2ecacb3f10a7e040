// What the service does with the figures of one worker: it keeps an hour of them, warns, and judges its warnings.
import { signsOf } from '../../dist/foresight/warnings/signs/signs.js';
import { MOST, NO_FIGURE, RESTARTED } from '../../dist/foresight/warnings/trend-scales.js';

const HOUR = 60;
const HOURS = 24;
/** A warning ends when its sign has been gone for this long. */
const GONE_MINUTES = 10;
/** The worst lateness halves in a day. */
const FADES = 0.5 ** (1 / 1440);

const byte = (value) => Math.min(MOST, Math.round(value));
const logarithm = (steps, value) => byte(steps * Math.log2(1 + Math.max(0, value)));
const append = (bytes, last) => {
  bytes.copyWithin(0, 1);
  bytes[bytes.length - 1] = last;
};

/**
 * Runs a worker for some minutes.
 * @param figures as figures.mjs describes
 * @param find returns the signs of a trend
 * @returns its warnings `{kind, began, until, outcome, at}`, and the minutes at which it broke
 */
export function watched(minutes, figures, find = signsOf) {
  const memory = new Uint8Array(HOUR).fill(NO_FIGURE);
  const [lag, errors, hours] = [memory.slice(), memory.slice(), memory.slice(0, HOURS)];
  let worst = 0;
  const open = new Map();
  const warnings = [];
  const events = [];
  const broke = [];
  const crashes = [];
  for (let minute = 0; minute < minutes; minute += 1) {
    const now = figures();
    append(memory, now.restarted || now.left ? RESTARTED : byte(2 * Math.max(0, now.memory ?? 0)));
    append(lag, logarithm(12, now.lag ?? 0));
    append(errors, logarithm(16, now.errors ?? 0));
    worst = Math.max(now.late ?? 0, worst * FADES);
    if (minute % HOUR === 0) append(hours, 0);
    hours[HOURS - 1] = logarithm(20, worst);
    if (now.restarted || now.fell) events.push({ at: minute, outcome: 'right' });
    else if (now.left) events.push({ at: minute, outcome: 'void' });
    if (now.broke) broke.push(minute);
    if (now.crashed) crashes.push(minute);
    for (const sign of find({ memory, lag, errors, lateness: hours })) {
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
    const first = events.find(({ at }) => at > warning.began && at <= warning.until);
    if (first !== undefined) Object.assign(warning, first);
    else if (warning.until < minutes) warning.outcome = 'wrong';
  }
  return { warnings, broke, crashes };
}
