import { signal } from '@preact/signals';

/** The zone of all times on the page. */
export type TimeZone = 'local' | 'utc';

const STORED = 'worker-registration:time-zone';

export const timeZone = signal<TimeZone>(stored());

/** The name of the reader's own zone. */
export const LOCAL_ZONE = new Intl.DateTimeFormat().resolvedOptions().timeZone;

export function chooseZone(next: TimeZone): void {
  timeZone.value = next;
  try {
    localStorage.setItem(STORED, next);
  } catch {
    // The browser stores nothing: kept for this page only.
  }
}

function stored(): TimeZone {
  try {
    return localStorage.getItem(STORED) === 'utc' ? 'utc' : 'local';
  } catch {
    return 'local';
  }
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Formats a time in the chosen zone, with 24 hours. */
export function inZone(at: Date, options: Intl.DateTimeFormatOptions): string {
  const zone = timeZone.value;
  const key = zone + JSON.stringify(options);
  const format =
    formats.get(key) ??
    new Intl.DateTimeFormat('en-GB', { ...options, ...(zone === 'utc' && { timeZone: 'UTC' }) });
  formats.set(key, format);
  return format.format(at);
}

const DAY: Intl.DateTimeFormatOptions = { dateStyle: 'medium' };

/** Formats a duration in one unit: `12 s`, `4 min`, `3 h`, `2 d`. */
export function span(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} d`;
}

/** Formats a relative time: `12 s ago`, `in 4 min`. */
export function fromNow(at: Date, now: number): string {
  const ms = at.getTime() - now;
  if (Math.abs(ms) < 1500) return 'now';
  return ms > 0 ? `in ${span(ms)}` : `${span(-ms)} ago`;
}

/** Formats how long something has lasted: `for 12 s`. */
export const lasting = (since: Date, now: number): string => `for ${span(now - since.getTime())}`;

/** Formats a time in the chosen zone; with the date if it is another day. */
export const local = (at: Date): string =>
  inZone(at, DAY) === inZone(new Date(), DAY)
    ? inZone(at, { timeStyle: 'medium' })
    : inZone(at, { dateStyle: 'medium', timeStyle: 'medium' });

/** Formats the exact time in UTC, for the title of a time. */
export const utc = (at: Date): string => at.toISOString().replace('T', ' ').replace('Z', ' UTC');
