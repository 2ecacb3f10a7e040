import type { Bounds } from '../../identity/bounds.js';
import { isInNetworks } from '../../platform/http/networks.js';
import { capabilityWords } from '../../fleet/terms.js';
import type { WorkerDescription } from '../../fleet/worker.js';

/**
 * Returns which values of a registration are outside the bounds of its credential, one clause each with what
 * would be right. Tags are checked elsewhere, with a code of their own.
 * @param address of the client; undefined if unknown
 */
export function brokenBounds(
  bounds: Bounds,
  description: WorkerDescription,
  address: string | undefined,
): string[] {
  const { workerId, zone, maxConcurrentJobs } = description;
  const faults: string[] = [];
  if (bounds.workerId !== null && !fits(workerId, bounds.workerId))
    faults.push(`workerId ${workerId} must match ${bounds.workerId}`);
  if (bounds.zone !== null && (zone ?? '') !== bounds.zone)
    faults.push(`${zoneName(zone)} must be ${zoneName(bounds.zone)}`);
  if (bounds.requiredTag !== null && !description.tags.includes(bounds.requiredTag))
    faults.push(`tags must include ${bounds.requiredTag}`);
  const excess = bounds.capabilities === null ? [] : capabilitiesBeyond(bounds.capabilities, description);
  if (excess.length > 0)
    faults.push(
      `capabilities ${shorten(excess)} are not allowed; allowed are: ${bounds.capabilities!.join(', ') || 'none'}`,
    );
  if (bounds.maxSlots !== null && maxConcurrentJobs > bounds.maxSlots)
    faults.push(`maxConcurrentJobs ${maxConcurrentJobs} must be at most ${bounds.maxSlots}`);
  if (bounds.cidrs !== null && (address === undefined || !isInNetworks(address, bounds.cidrs)))
    faults.push(
      `the client address ${address ?? '(unknown)'} must be in ${bounds.cidrs.join(' or ') || 'none: no network is allowed'}`,
    );
  return faults;
}

const zoneName = (zone: string | null): string => (zone === null || zone === '' ? 'no zone' : `zone ${zone}`);

/** Whether a workerId matches a pattern: `*` stands for any characters, `?` for one. */
export function fits(workerId: string, pattern: string): boolean {
  // Without backtracking into earlier stars: only the last one is extended, so the time is bounded by the
  // product of the lengths.
  let [at, star, kept] = [0, -1, 0];
  let place = 0;
  while (at < workerId.length) {
    if (pattern[place] === '*') [star, kept, place] = [place, at, place + 1];
    else if (pattern[place] === '?' || pattern[place] === workerId[at]) [at, place] = [at + 1, place + 1];
    else if (star >= 0) [kept, at, place] = [kept + 1, kept + 1, star + 1];
    else return false;
  }
  while (pattern[place] === '*') place += 1;
  return place === pattern.length;
}

/** A capability is allowed by its name, or by each of its values. */
function capabilitiesBeyond(allowed: readonly string[], { capabilities }: WorkerDescription): string[] {
  const known = new Set(allowed);
  return Object.entries(capabilities).flatMap(([name, value]) => {
    const [first, ...values] = capabilityWords(name, value);
    if (first === undefined || known.has(first)) return [];
    // A name that looks like a value of another capability would count as one.
    return values.length === 0 || first.includes('=') ? [first] : values.filter((word) => !known.has(word));
  });
}

const SHOWN = 10;

/** A body may hold thousands of them. */
const shorten = (words: readonly string[]): string =>
  words
    .slice(0, SHOWN)
    .map((word) => (word.length > 60 ? `${word.slice(0, 60)}…` : word).toWellFormed())
    .join(', ') + (words.length > SHOWN ? ` and ${words.length - SHOWN} more` : '');
