import { Fragment } from 'preact';
import type { Guard, Summary } from '../api/types.js';
import { Badge } from '../parts/badge.js';
import { Card } from '../parts/card.js';
import { Sentence } from '../parts/sentence.js';
import { Empty } from '../parts/states.js';
import { For } from '../parts/time.js';
import { Link } from '../route/link.js';
import { workersHref } from '../route/route.js';
import { count, counted } from '../words/numbers.js';

/** Number of zones to show at first; the rest on demand, as a fleet may have a thousand. */
const FEW = 12;

/** The failure domains, with their guards and what ends them. */
export function Zones({ summary: { zones, otherZones, guards } }: { summary: Summary }) {
  const guardOf = (zone: string | null): Guard | undefined =>
    guards.find((guard) => guard.scope === 'zone' && guard.zone === zone);
  const fleetGuard = guards.find(({ scope }) => scope === 'fleet');
  const guarded = zones.filter(({ zone }) => guardOf(zone));
  const shown = [...guarded, ...zones.filter(({ zone }) => !guardOf(zone))];
  return (
    <Card title="Zones" area="area-zones" aside={<span class="muted">{counted(shown.length, 'zone')}</span>}>
      {fleetGuard && <GuardWords guard={fleetGuard} place="The whole fleet" />}
      {shown.length === 0 ? (
        <Empty title="No zones yet">A zone appears with its first worker.</Empty>
      ) : (
        <>
          <ZoneTable zones={shown.slice(0, FEW)} guardOf={guardOf} />
          {shown.length > FEW && (
            <details>
              <summary>{counted(shown.length - FEW, 'more zone')}</summary>
              <ZoneTable zones={shown.slice(FEW)} guardOf={guardOf} />
            </details>
          )}
          {otherZones && (
            <p class="note">
              And {counted(otherZones.zones, 'smaller zone')} with {counted(otherZones.present, 'worker')}.
            </p>
          )}
        </>
      )}
    </Card>
  );
}

interface ZoneTableProps {
  zones: Summary['zones'];
  guardOf: (zone: string | null) => Guard | undefined;
}

const ZoneTable = ({ zones, guardOf }: ZoneTableProps) => (
  <div class="scroll-x" tabIndex={0} role="region" aria-label="Table of zones">
    <table class="table">
      <thead>
        <tr>
          <th scope="col">Zone</th>
          <th scope="col">Guard</th>
          <th scope="col" class="number">
            Healthy
          </th>
          <th scope="col" class="number">
            Unhealthy
          </th>
          <th scope="col" class="number">
            Failed
          </th>
          <th scope="col" class="number">
            Held
          </th>
          <th scope="col" class="number">
            Lost
          </th>
          <th scope="col" class="number">
            Inactive
          </th>
        </tr>
      </thead>
      <tbody>
        {zones.map((row) => {
          const guard = guardOf(row.zone);
          return (
            <Fragment key={row.zone ?? ''}>
              <tr>
                <th scope="row">
                  <Link href={workersHref({ zone: row.zone ?? '' })}>{row.zone ?? 'without a zone'}</Link>
                </th>
                <td>{guard ? <GuardBadge guard={guard} /> : <span class="muted">none</span>}</td>
                <Figure value={row.healthy} />
                <Figure value={row.unhealthy} tone="warn" />
                <Figure value={row.failed} tone="bad" />
                <Figure value={row.held} tone="warn" />
                <Figure value={row.lost} {...(row.unacknowledgedLosses > 0 && { tone: 'bad' })} />
                <Figure value={row.inactive} />
              </tr>
              {guard && (
                <tr class="table-more">
                  <td colSpan={8}>
                    <GuardWords guard={guard} />
                  </td>
                </tr>
              )}
            </Fragment>
          );
        })}
      </tbody>
    </table>
  </div>
);

const Figure = ({ value, tone }: { value: number; tone?: string }) => (
  <td class={`number ${value === 0 ? 'muted' : tone ? `tone-${tone} strong` : ''}`}>{count(value)}</td>
);

const GuardBadge = ({ guard }: { guard: Guard }) =>
  guard.state === 'HOLDING' ? <Badge tone="bad" word="Holding" /> : <Badge tone="warn" word="Spent" />;

const GuardWords = ({ guard, place }: { guard: Guard; place?: string }) => (
  <p class="guard-words">
    {place && (
      <>
        <GuardBadge guard={guard} /> <strong>{place}</strong>{' '}
      </>
    )}
    {guard.reason}, <For since={guard.since} />. <Sentence text={guard.endsWhen} />.
  </p>
);
