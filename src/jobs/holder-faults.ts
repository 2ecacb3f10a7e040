import { phraseOf } from '../fleet/terms.js';
import type { HolderRow, JobWish } from './store/job.js';

/** What of a claim the worker that has the job does not fit, one clause each. */
export function holderFaults(holder: HolderRow, { priority, zone }: JobWish): string[] {
  const { lacking, fits_zone: fitsZone, fits_priority: fitsPriority } = holder;
  return [
    ...(lacking.length > 0 ? [`lacks ${lacking.map(phraseOf).join(', ')}`] : []),
    ...(fitsZone ? [] : [`is in ${zoneName(holder.zone)}, not in ${zoneName(zone)}`]),
    ...(fitsPriority
      ? []
      : [`takes no priority below ${holder.priority_threshold}, and ${priority} is asked for`]),
  ];
}

const zoneName = (zone: string | null): string => (zone === null || zone === '' ? 'no zone' : `zone ${zone}`);
