import type { Fault } from './rows.js';

/** Maximum number of line ranges to show; --json has all. */
const SHOWN_LINES = 40;

type FaultLine = Pick<Fault, 'line' | 'workerId' | 'field' | 'message'>;

/**
 * Returns a sentence for each fault; equal faults share one, with all their lines: `maxConcurrentJobs: Max concurrent
 * jobs cannot exceed 100: 3 rows: lines 4, 6-7`.
 */
export function faultSentences(faults: readonly FaultLine[]): string[] {
  const groups = new Map<string, FaultLine[]>();
  for (const fault of faults) {
    const what = [fault.field, fault.message].filter(Boolean).join(': ');
    const group = groups.get(what);
    if (group === undefined) groups.set(what, [fault]);
    else group.push(fault);
  }
  return [...groups].map(([what, group]) => {
    if (group.length > 1) return `${what}: ${group.length} rows: lines ${linesOf(group)}`;
    const [{ line, workerId, field, message }] = group as [FaultLine];
    const who = [workerId, field].filter(Boolean).join(' ');
    return `line ${line}: ${who === '' ? message : `${who}: ${message}`}`;
  });
}

/** Formats consecutive lines as a range. */
function linesOf(faults: readonly FaultLine[]): string {
  const ranges: [first: number, last: number][] = [];
  for (const { line } of faults.toSorted((a, b) => a.line - b.line)) {
    const last = ranges.at(-1);
    if (last !== undefined && line <= last[1] + 1) last[1] = line;
    else ranges.push([line, line]);
  }
  const parts = ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`));
  const more = parts.length > SHOWN_LINES ? `, … (--json lists all)` : '';
  return parts.slice(0, SHOWN_LINES).join(', ') + more;
}
