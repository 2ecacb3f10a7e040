import type { AlertRule } from '../platform/config/alert-settings.js';
import { counted } from '../platform/text/counted.js';
import type { SystemStatisticsDto } from '../statistics/system-statistics.dto.js';
import type { Subject } from './findings.js';

/** Maximum number of names in a sentence; the others are counted. */
const MAX_IN_SENTENCE = 5;

type Of<K extends AlertRule['kind']> = Extract<AlertRule, { kind: K }>;

/** The figures that explain the system health. */
type FailureFigures = Pick<SystemStatisticsDto, 'failedWorkers' | 'unacknowledgedLosses' | 'totalWorkers'>;

export function systemHealthSentence(
  { below }: Of<'system-health'>,
  percent: number,
  { failedWorkers: failed, unacknowledgedLosses: lost, totalWorkers: total }: FailureFigures,
): string {
  const compared = percent < below ? 'below' : 'not below';
  // Rounded down: 89.96 % must not read as "90 %, below 90 %".
  const gone = lost === 0 ? '' : `, ${lost} lost`;
  return `System health is ${Math.floor(percent * 10) / 10} %, ${compared} ${below} %: ${failed} of ${counted(total, 'worker')} failed${gone}`;
}

export function freeCapacitySentence({ below }: Of<'free-capacity'>, free: number, capacity: number): string {
  const compared = free < below ? 'fewer than' : 'not fewer than';
  return `${counted(free, 'slot')} of ${capacity} ${free === 1 ? 'is' : 'are'} free, ${compared} ${below}`;
}

export function guardSentence(held: readonly Subject[], total: number): string {
  if (total === 0) return 'No guard is engaged';
  return `The guard holds ${listed(held.map(placeOf), total)}`;
}

export function spentSentence(spent: readonly Subject[], total: number): string {
  if (total === 0) return 'No guard is spent';
  return `The guard no longer holds ${listed(spent.map(placeOf), total)}, where workers are still silent`;
}

/** @param lost number of those that were lost since */
export function failedSentence(failed: readonly Subject[], total: number, lost = 0): string {
  if (total === 0) return 'No worker has failed';
  const since = lost === 0 ? '' : `, ${lost === total ? 'all' : lost} of them are lost`;
  return `${counted(total, 'worker')} failed${since}: ${listed(failed.map(nameOf), total)}`;
}

export function lostSentence(
  { atLeast }: Of<'workers-lost'>,
  lost: readonly Subject[],
  total: number,
): string {
  if (total === 0) return 'No loss of a worker needs attention';
  const were = `${counted(total, 'worker')} ${total === 1 ? 'was' : 'were'} lost`;
  if (total < atLeast) return `${were}, fewer than ${atLeast}`;
  return `${were}: ${listed(lost.map(nameOf), total)}`;
}

export function thinZonesSentence(thin: readonly Subject[], total: number): string {
  if (total === 0) return 'No zone has too few present workers';
  const have = total === 1 ? 'zone has' : 'zones have';
  return `${total} ${have} too few present workers: ${listed(thin.map(placeOf), total)}`;
}

export function flappingSentence(
  { moreThan, withinMinutes }: Of<'worker-flapping'>,
  flapping: readonly Subject[],
  total: number,
): string {
  const often = `more than ${counted(moreThan, 'time')} within ${counted(withinMinutes, 'minute')}`;
  if (total === 0) return `The health of no worker changed ${often}`;
  return `The health of ${counted(total, 'worker')} changed ${often}: ${listed(flapping.map(nameOf), total)}`;
}

export function contestedSentence(
  { moreThan, withinMinutes }: Of<'worker-contested'>,
  contested: readonly Subject[],
  total: number,
): string {
  const often = `more than ${counted(moreThan, 'time')} within ${counted(withinMinutes, 'minute')}`;
  if (total === 0) return `No worker was taken over ${often}`;
  return `${counted(total, 'worker')} ${total === 1 ? 'was' : 'were'} taken over ${often}: ${listed(contested.map(nameOf), total)}`;
}

/** @param lagMs an event loop with a greater lag is stuck */
export function stuckSentence(lagMs: number, stuck: readonly Subject[], total: number): string {
  const lags = `lags by more than ${lagMs} ms`;
  if (total === 0) return `The event loop of no worker ${lags}`;
  return `The event loop of ${counted(total, 'worker')} ${lags}: ${listed(stuck.map(nameOf), total)}`;
}

export function warningSentence(warned: readonly Subject[], total: number): string {
  if (total === 0) return 'No warning holds';
  return `${counted(total, 'warning')}: ${listed(warned.map(aboutOf), total)}`;
}

const aboutOf = (subject: Subject): string =>
  subject.pool === undefined ? nameOf(subject) : `pool ${subject.pool}`;

/** Returns what a guard holds, as in `zone eu-1`. */
export function placeOf({ scope, zone }: Subject): string {
  if (scope === 'fleet') return 'the fleet';
  return zone == null ? 'the workers without a zone' : `zone ${zone}`;
}

const nameOf = ({ workerId, id }: Subject): string => workerId ?? id ?? '';

function listed(names: readonly string[], total: number): string {
  const shown = names.slice(0, MAX_IN_SENTENCE);
  const more = total - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
