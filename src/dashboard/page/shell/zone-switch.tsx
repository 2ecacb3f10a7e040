import { chooseZone, LOCAL_ZONE, timeZone } from '../words/moments.js';

/** Names the zone of all times; a click changes between the reader's own and UTC. */
export function ZoneSwitch() {
  const isUtc = timeZone.value === 'utc';
  const current = isUtc ? 'UTC' : LOCAL_ZONE;
  const label = `Times in ${current}. Change to ${isUtc ? LOCAL_ZONE : 'UTC'}`;
  return (
    <button
      type="button"
      class="zone-switch"
      aria-label={label}
      title={label}
      onClick={() => chooseZone(isUtc ? 'local' : 'utc')}
    >
      {current}
    </button>
  );
}
