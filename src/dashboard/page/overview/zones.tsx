import { Fragment, type ComponentChildren } from 'preact';
import { ActionButton } from '../actions/action-button.js';
import { GUARD_ACTIONS, guardTarget } from '../actions/guard-actions.js';
import { useAction } from '../actions/use-action.js';
import { may } from '../api/session.js';
import type { Guard, Summary } from '../api/types.js';
import { Badge } from '../parts/badge.js';
import { Card } from '../parts/card.js';
import { Sentence } from '../parts/sentence.js';
import { Empty } from '../parts/states.js';
import { Ago, For } from '../parts/time.js';
import { Link } from '../route/link.js';
import { hrefOf, workersHref } from '../route/route.js';
import { count, counted, naturally } from '../words/numbers.js';

/** Number of zones to show at first; the rest on demand, as a fleet may have a thousand. */
const FEW = 12;

interface ZonesProps {
  summary: Summary;
  again: () => void;
}

/** The failure domains, with their guards and what ends them. */
export function Zones({ summary: { zones, otherZones, guards }, again }: ZonesProps) {
  const { ask, dialog } = useAction(again);
  const words = (guard: Guard, place?: string) => (
    <GuardWords guard={guard} ask={ask} {...(place !== undefined && { place })} />
  );
  const guardOf = (zone: string | null): Guard | undefined =>
    guards.find((guard) => guard.scope === 'zone' && guard.zone === zone);
  const fleetGuard = guards.find(({ scope }) => scope === 'fleet');
  const guarded = zones.filter(({ zone }) => guardOf(zone));
  const others = zones.filter(({ zone }) => !guardOf(zone));
  const shown = [...guarded, ...others.sort((left, right) => woe(right) - woe(left) || byName(left, right))];
  return (
    <Card
      title="Zones"
      area="area-zones"
      aside={<Link href={hrefOf('zones')}>All {counted(shown.length, 'zone')}</Link>}
    >
      {fleetGuard && words(fleetGuard, 'The whole fleet')}
      {dialog}
      {shown.length === 0 ? (
        <Empty title="No zones yet">A zone appears with its first worker.</Empty>
      ) : (
        <>
          <ZoneTable zones={shown.slice(0, FEW)} guardOf={guardOf} words={words} />
          {shown.length > FEW && (
            <details>
              <summary>{counted(shown.length - FEW, 'more zone')}</summary>
              <ZoneTable zones={shown.slice(FEW)} guardOf={guardOf} words={words} />
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

type Zone = Summary['zones'][number];

const woe = ({ failed, unhealthy, lost }: Zone): number => failed * 2 + unhealthy + lost;

const byName = (left: Zone, right: Zone): number => naturally(left.zone ?? '\uffff', right.zone ?? '\uffff');

interface ZoneTableProps {
  zones: Summary['zones'];
  guardOf: (zone: string | null) => Guard | undefined;
  words: (guard: Guard) => ComponentChildren;
}

const ZoneTable = ({ zones, guardOf, words }: ZoneTableProps) => (
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
                  <td colSpan={8}>{words(guard)}</td>
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

const GUARDS = {
  HOLDING: ['bad', 'Holding'],
  SPENT: ['bad', 'Spent'],
  RELEASED: ['warn', 'Released'],
} as const;

function GuardBadge({ guard: { state } }: { guard: Guard }) {
  const [tone, word] = GUARDS[state];
  return <Badge tone={tone} word={word} />;
}

interface GuardWordsProps {
  guard: Guard;
  place?: string;
  ask: ReturnType<typeof useAction>['ask'];
}

/** Why a guard is engaged, what ends it, and what happens next and when. */
const GuardWords = ({ guard, place, ask }: GuardWordsProps) => (
  <div class="guard-words">
    <p>
      {place && (
        <>
          <GuardBadge guard={guard} /> <strong>{place}</strong>{' '}
        </>
      )}
      {guard.reason}, <For since={guard.since} />. <Sentence text={guard.endsWhen} />.
      {guard.state === 'RELEASED' && guard.steeredBy !== null && (
        <>
          {' '}
          Released by {guard.steeredBy}: {guard.steerReason}.
        </>
      )}
    </p>
    <ul class="guard-steps">
      {guard.nextSteps.map(({ at, what }) => (
        <li key={what}>
          <span class="muted">
            <Ago at={at} />
          </span>{' '}
          {what}
        </li>
      ))}
    </ul>
    {may('operator') && (
      <p class="guard-actions">
        {GUARD_ACTIONS.map((action) => (
          <ActionButton
            key={action.key}
            word={action.word}
            isGrave={action.isGrave}
            why={action.fits(guard) ? '' : action.unfit(guard)}
            onUse={() => ask(action, [guardTarget(guard)])}
          />
        ))}
      </p>
    )}
  </div>
);
