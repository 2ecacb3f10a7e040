import type { FleetFigures, HealthCounts } from './fleet-figures.js';

/** Clients choose zones freely: only this many, the largest, have their own series. */
const MAX_ZONES = 20;

const NONE = 'none';
const OTHER = 'other';

/** Returns the zones with their labels in metrics. A zone that is really called `other` is one of the others. */
export function zonesOf({ zones, otherZones }: FleetFigures): (readonly [label: string, HealthCounts])[] {
  const labelled = new Map<string, HealthCounts>();
  const add = (label: string, counts: HealthCounts): void => {
    const before = labelled.get(label);
    labelled.set(label, before === undefined ? counts : sum(before, counts));
  };
  for (const [place, counts] of zones.entries())
    add(place < MAX_ZONES ? (counts.zone ?? NONE) : OTHER, counts);
  if (otherZones !== null) add(OTHER, otherZones);
  return [...labelled];
}

const sum = (a: HealthCounts, b: HealthCounts): HealthCounts => ({
  present: a.present + b.present,
  healthy: a.healthy + b.healthy,
  unhealthy: a.unhealthy + b.unhealthy,
  failed: a.failed + b.failed,
  held: a.held + b.held,
  suspect: a.suspect + b.suspect,
  inactive: a.inactive + b.inactive,
  expected: a.expected + b.expected,
  lost: a.lost + b.lost,
  left: a.left + b.left,
  unacknowledgedLosses: a.unacknowledgedLosses + b.unacknowledgedLosses,
});
