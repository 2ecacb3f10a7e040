/** Formats an age in the largest unit that fits: `12s`, `5m`, `3h`, `2d`. */
export function ago(moment: string | null | undefined, now = Date.now()): string | null {
  if (moment === null || moment === undefined) return null;
  return duration(now - Date.parse(moment));
}

/** Formats a time relative to now: `5m ago`, `in 2h`. */
export function relative(moment: string, now = Date.now()): string {
  const ms = Date.parse(moment) - now;
  return ms > 0 ? `in ${duration(ms)}` : `${duration(-ms)} ago`;
}

function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 120) return `${seconds}s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)}m`;
  return seconds < 172_800 ? `${Math.floor(seconds / 3600)}h` : `${Math.floor(seconds / 86_400)}d`;
}

/** Formats a time in the zone of the reader, which it names: `2026-01-31 13:00:00 GMT+1`. */
export function local(moment: string | number): string {
  const time = new Date(moment);
  if (Number.isNaN(time.getTime())) return String(moment);
  const parts = Object.fromEntries(ZONED.formatToParts(time).map(({ type, value }) => [type, value]));
  const { year, month, day, hour, minute, second, timeZoneName } = parts;
  return `${year}-${month}-${day} ${hour}:${minute}:${second} ${timeZoneName}`;
}

const ZONED = new Intl.DateTimeFormat('en-GB', {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
  timeZoneName: 'short',
});
