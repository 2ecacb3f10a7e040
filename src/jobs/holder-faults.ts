import { phraseOf } from '../fleet/terms.js';
import type { HolderRow, JobWish } from './store/job.js';

/** Lists the requirements of a claim that the job's worker does not meet, one clause each; being present is one. */
export function holderFaults(holder: HolderRow, { priority, zone }: JobWish): string[] {
  const { presence, lacking, fits_zone: fitsZone, fits_priority: fitsPriority } = holder;
  return [
    ...(presence === 'PRESENT'
      ? []
      : [`is not present (${presence}) and keeps its jobs until they are ended or its record is deleted`]),
    ...(lacking.length > 0 ? [`lacks ${lacking.map(phraseOf).join(', ')}`] : []),
    ...(fitsZone ? [] : [`is in ${zoneName(holder.zone)}, not in ${zoneName(zone)}`]),
    ...(fitsPriority
      ? []
      : [`accepts priorities of at least ${holder.priority_threshold}, but the claim has ${priority}`]),
  ];
}

const zoneName = (zone: string | null): string => (zone === null || zone === '' ? 'no zone' : `zone ${zone}`);
