import { Card } from '../parts/card.js';
import { Bar } from '../parts/meter.js';
import { Empty, Read } from '../parts/states.js';
import { Link } from '../route/link.js';
import { workersHref } from '../route/route.js';
import { count, counted, percent } from '../words/numbers.js';
import { BeginButton } from '../operations/begin-button.js';
import { useGroups } from '../workers/use-groups.js';
import { Wide } from './group-parts.js';
import { versionsOf, zonesOf, type VersionShare } from './version-shares.js';

/** Columns of the table; more versions than these are summed up. */
const MOST_COLUMNS = 8;

const wordOf = (version: string | null): string => version ?? 'no version';

/** How far each zone is with each version: the view of a rollout. */
export function VersionsView() {
  const reading = useGroups('zone,version', 'presence=PRESENT,EXPECTED');
  return (
    <div class="wide">
      <h1>Versions</h1>
      <Card
        title="By version and zone"
        aside={
          reading.data && (
            <span class="muted">{counted(versionsOf(reading.data.groups).length, 'version')}</span>
          )
        }
      >
        <Read reading={reading} lines={8}>
          {({ groups, otherGroups }) => {
            const versions = versionsOf(groups);
            if (versions.length === 0)
              return <Empty title="No versions yet">Workers name their version when they register.</Empty>;
            return (
              <>
                <Whole versions={versions} />
                <Wide label="Table of versions">
                  <Zones versions={versions} zones={zonesOf(groups)} />
                </Wide>
                {otherGroups && (
                  <p class="note">{count(otherGroups.workers)} workers in smaller groups are not listed.</p>
                )}
              </>
            );
          }}
        </Read>
      </Card>
    </div>
  );
}

/** The whole fleet: one bar, and a legend that links to the workers. */
function Whole({ versions }: { versions: readonly VersionShare[] }) {
  const total = versions.reduce((sum, { workers }) => sum + workers, 0);
  return (
    <>
      <Bar label="Fleet" shares={sharesOf(versions)} />
      <ul class="legend">
        {versions.map(({ version, workers, tone }) => (
          <li key={version}>
            <span class={`legend-colour fill-${tone}`} aria-hidden="true" />
            {version === null ? (
              wordOf(version)
            ) : (
              <Link href={workersHref({ version, presence: 'PRESENT,EXPECTED' })}>
                <bdi>{version}</bdi>
              </Link>
            )}
            <span class="muted">
              {' '}
              {count(workers)} · {percent((workers / total) * 100)}{' '}
            </span>
            {version !== null && (
              <BeginButton
                word="Replace"
                label={`Replace version ${version}`}
                draft={{ select: { version, presence: 'PRESENT' }, maxUnavailable: '10%', byZone: true }}
              />
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

interface ZonesProps {
  versions: readonly VersionShare[];
  zones: ReturnType<typeof zonesOf>;
}

function Zones({ versions, zones }: ZonesProps) {
  const columns = versions.slice(0, MOST_COLUMNS);
  const rest = versions.slice(MOST_COLUMNS);
  return (
    <table class="table groups">
      <thead>
        <tr>
          <th scope="col">Zone</th>
          <th scope="col">Shares</th>
          {columns.map(({ version }) => (
            <th key={version} scope="col" class="number">
              <bdi>{wordOf(version)}</bdi>
            </th>
          ))}
          {rest.length > 0 && (
            <th scope="col" class="number">
              {count(rest.length)} others
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {zones.map(([zone, counts]) => (
          <tr key={zone}>
            <th scope="row" aria-label={zone ?? 'without a zone'}>
              <Link href={workersHref({ zone: zone ?? '' })}>
                <bdi>{zone ?? 'without a zone'}</bdi>
              </Link>
            </th>
            <td class="groups-bar">
              <Bar
                label={`Versions of ${zone ?? 'workers without a zone'}`}
                shares={sharesOf(
                  versions.map((each) => ({ ...each, workers: counts.get(each.version) ?? 0 })),
                )}
              />
            </td>
            {columns.map(({ version }) => (
              <Cell key={version} zone={zone} version={version} workers={counts.get(version) ?? 0} />
            ))}
            {rest.length > 0 && (
              <td class="number">
                {count(rest.reduce((sum, { version }) => sum + (counts.get(version) ?? 0), 0))}
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const Cell = ({
  zone,
  version,
  workers,
}: {
  zone: string | null;
  version: string | null;
  workers: number;
}) => (
  <td class={`number ${workers === 0 ? 'muted' : ''}`}>
    {workers === 0 || version === null ? (
      count(workers)
    ) : (
      <Link href={workersHref({ zone: zone ?? '', version, presence: 'PRESENT,EXPECTED' })}>
        {count(workers)}
      </Link>
    )}
  </td>
);

const sharesOf = (versions: readonly VersionShare[]) =>
  versions.map(({ version, workers, tone }) => ({ label: wordOf(version), value: workers, tone }));
