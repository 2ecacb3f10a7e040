import { read } from '../api/client.js';
import type { CapacityAnswer, CapacityWeek, WeekHour } from '../api/types.js';
import { Wide } from '../groups/group-parts.js';
import { useReading } from '../live/use-reading.js';
import { Card } from '../parts/card.js';
import { Empty, Read } from '../parts/states.js';
import { count, counted, decimal } from '../words/numbers.js';
import { queryOf, type Part } from './capacity-view.js';

/** Its figures are those of whole hours. */
const POLL_MS = 600_000;
const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
/** Shades of the busiest hours; 0 is none. */
const SHADES = 5;

/** The most used slots of each hour of the week, as a table whose shades show the pattern. */
export function WeekMap({ part, shortages }: { part: Part; shortages: CapacityAnswer['shortages'] }) {
  const path = `/capacity/week${queryOf(part)}`;
  const reading = useReading<CapacityWeek>(path, (signal) => read(path, signal), {
    concerns: () => false,
    pollMs: POLL_MS,
  });
  return (
    <Card title="Hours of the week" aside={<span class="muted">most slots used, last 8 weeks, UTC</span>}>
      <Read reading={reading} lines={7}>
        {({ hours }) =>
          hours.length === 0 ? (
            <Empty title="No data yet">Slots are counted every few minutes.</Empty>
          ) : (
            <Cells hours={hours} />
          )
        }
      </Read>
      {part.zone === '' && shortages.length > 0 && (
        <details>
          <summary>{counted(shortages.length, 'shortage')}, with the slots that there are now</summary>
          <ul class="plain-list">
            {shortages.map(({ sentence }) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </details>
      )}
    </Card>
  );
}

function Cells({ hours }: { hours: readonly WeekHour[] }) {
  const most = Math.max(1, ...hours.map(({ peak }) => peak));
  const at = new Map(hours.map((each) => [`${each.day} ${each.hour}`, each]));
  return (
    <>
      <Wide label="Most used slots by hour of the week">
        <table class="week">
          <thead>
            <tr>
              <th scope="col">
                <span class="unseen">Day</span>
              </th>
              {HOURS.map((hour) => (
                <th key={hour} scope="col">
                  {hour}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {DAYS.map((day, index) => (
              <tr key={day}>
                <th scope="row">{day}</th>
                {HOURS.map((hour) => (
                  <Cell key={hour} day={day} hour={hour} figures={at.get(`${index} ${hour}`)} most={most} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Wide>
      <p class="note">
        Slots that were used at most in that hour; a stronger colour is more.{' '}
        <span class="week-over">Marked</span> where that was more than the usable slots; hatched where nothing
        was counted.
      </p>
    </>
  );
}

interface CellProps {
  day: string;
  hour: number;
  figures: WeekHour | undefined;
  most: number;
}

function Cell({ day, hour, figures, most }: CellProps) {
  if (figures === undefined)
    return (
      <td class="week-none" title={`${day} ${hour}:00: nothing counted`}>
        <span class="unseen">nothing counted</span>
      </td>
    );
  const { peak, used, usable, weeks } = figures;
  const shade = Math.ceil((peak / most) * SHADES);
  const title = `${day} ${hour}:00: at most ${count(peak)}, on average ${decimal(used)} of ${decimal(usable)} slots, ${counted(weeks, 'week')}`;
  return (
    <td class={`shade-${shade}`} title={title}>
      <span class={peak > usable ? 'week-over' : ''}>{count(peak)}</span>
    </td>
  );
}
