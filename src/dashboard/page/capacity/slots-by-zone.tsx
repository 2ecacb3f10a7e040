import type { CapacityAnswer } from '../api/types.js';
import { Figure, Percent, Wide } from '../groups/group-parts.js';
import { Empty } from '../parts/states.js';
import { ask } from '../route/route.js';
import { naturally } from '../words/numbers.js';

const COLUMNS = ['Workers', 'Usable', 'Used', 'Free', 'Load', 'Suspect', 'Draining', 'Not yet seen'] as const;

/** The slots of each zone, with a choice of each. */
export const SlotsByZone = ({ zones, chosen }: { zones: CapacityAnswer['now']['zones']; chosen: string }) =>
  zones.length === 0 ? (
    <Empty title="No workers yet">A zone appears with its first worker.</Empty>
  ) : (
    <Wide label="Slots by zone">
      <table class="table groups">
        <thead>
          <tr>
            <th scope="col">Zone</th>
            {COLUMNS.map((column) => (
              <th key={column} scope="col" class="number">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...zones]
            .sort((left, right) => naturally(left.zone ?? '', right.zone ?? ''))
            .map(({ zone, workers, usable, used, free, suspect, draining, expected }) => (
              <tr key={zone}>
                <th scope="row">
                  {zone === null ? (
                    'without a zone'
                  ) : (
                    <button
                      type="button"
                      class="link"
                      aria-pressed={zone === chosen}
                      onClick={() => ask({ zone: zone === chosen ? '' : zone })}
                    >
                      <bdi>{zone}</bdi>
                    </button>
                  )}
                </th>
                <Figure value={workers} />
                <Figure value={usable} />
                <Figure value={used} />
                <Figure value={free} />
                <Percent value={usable === 0 ? undefined : (used / usable) * 100} />
                <Figure value={suspect} tone="warn" />
                <Figure value={draining} tone="rest" />
                <Figure value={expected} />
              </tr>
            ))}
        </tbody>
      </table>
    </Wide>
  );
