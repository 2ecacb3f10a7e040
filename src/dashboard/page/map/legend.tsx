import type { VersionShare } from '../groups/version-shares.js';
import type { ColourBy } from './cells.js';

const HEALTH = [
  ['fill-ok', '', 'Healthy'],
  ['fill-rest', '▪', 'Under order'],
  ['fill-warn', '/', 'Unhealthy'],
  ['fill-bad', '×', 'Failed'],
  ['map-hollow tone-bad', '', 'Lost'],
  ['map-hollow tone-gone', '', 'Expected'],
] as const;

const LOADS = [0, 25, 50, 75, 100] as const;

/** What the colours and the marks of the cells mean. */
export const Legend = ({ colour, versions }: { colour: ColourBy; versions: readonly VersionShare[] }) => (
  <ul class="legend" aria-label="Legend">
    {colour === 'health' &&
      HEALTH.map(([look, mark, word]) => (
        <li key={word}>
          <span class={`legend-colour ${look}`} aria-hidden="true">
            {mark}
          </span>
          {word}
        </li>
      ))}
    {colour === 'load' && (
      <>
        {LOADS.map((load) => (
          <li key={load}>
            <span class={`legend-colour map-load-${load}`} aria-hidden="true" />
            {load} %
          </li>
        ))}
        <li>
          <span class="legend-colour fill-bad" aria-hidden="true" />
          more than its slots
        </li>
      </>
    )}
    {colour === 'version' &&
      versions.map(({ version, tone }) => (
        <li key={version}>
          <span class={`legend-colour fill-${tone}`} aria-hidden="true" />
          <bdi>{version ?? 'no version'}</bdi>
        </li>
      ))}
    {colour !== 'health' && <li class="muted">/ unhealthy, × failed, hollow: lost or expected</li>}
  </ul>
);
