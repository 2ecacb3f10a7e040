import type { AlertRule } from '../platform/config/alert-settings.js';
import type { FleetFigures } from '../statistics/system-statistics.service.js';
import { counted } from '../platform/text/counted.js';
import { MAX_NAMED, type Findings, type Subject } from './findings.js';
import { thinZonesSentence } from './sentences.js';

type ZoneRule = Extract<AlertRule, { kind: 'zone-present-below' }>;
type Zones = FleetFigures['zones'];

export const isOnZones = (rule: AlertRule): rule is ZoneRule => rule.kind === 'zone-present-below';

/** Evaluates a rule on the present workers of zones on the counted zones: the thousand largest. */
export function zoneFindings(rule: ZoneRule, zones: Zones): Findings {
  const thin = candidates(rule, zones).flatMap((zone) => {
    const subject = subjectOf(rule, zone);
    return subject === undefined ? [] : [[`zone:${zone.zone ?? ''}`, subject] as const];
  });
  const subjects = thin.map(([, subject]) => subject);
  return {
    value: thin.length,
    total: thin.length,
    subjects: new Map(thin.slice(0, MAX_NAMED)),
    summary: thinZonesSentence(subjects, thin.length),
  };
}

type Counted = Pick<Zones[number], 'zone' | 'present' | 'unacknowledgedLosses'>;

/** A zone that the rule names counts even without a record. */
function candidates({ zone }: ZoneRule, zones: Zones): readonly Counted[] {
  if (zone === undefined) return zones;
  const found = zones.filter((each) => each.zone === zone);
  return found.length > 0 ? found : [{ zone, present: 0, unacknowledgedLosses: 0 }];
}

function subjectOf(
  { below, belowPercent }: ZoneRule,
  { zone, present, unacknowledgedLosses: lost }: Counted,
): Subject | undefined {
  const total = present + lost;
  const holds = below === undefined ? total > 0 && (present / total) * 100 < belowPercent! : present < below;
  if (!holds) return undefined;
  const bound = below === undefined ? `${belowPercent} %` : String(below);
  const of = `${present} of ${counted(total, 'worker')} ${zone === null ? 'without a zone' : `of zone ${zone}`}`;
  const share = total === 0 ? '' : ` (${Math.floor((present / total) * 1000) / 10} %)`;
  const reason = `${of} ${present === 1 ? 'is' : 'are'} present${share}, fewer than ${bound}`;
  return { scope: 'zone', zone, since: null, reason };
}
