const exact = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
const today = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

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

/** Formats a time in the user's zone; with the date if it is another day. */
export const local = (at: Date): string =>
  at.toDateString() === new Date().toDateString() ? today.format(at) : exact.format(at);

/** Formats the exact time in UTC, for the title of a time. */
export const utc = (at: Date): string => at.toISOString().replace('T', ' ').replace('Z', ' UTC');
