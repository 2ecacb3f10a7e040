import { useEffect } from 'preact/hooks';
import type { Summary } from '../api/types.js';
import { FirstWorker } from '../parts/first-worker.js';
import { Sign } from '../parts/icons.js';
import { Sentence } from '../parts/sentence.js';
import { Ago } from '../parts/time.js';
import { announce } from '../shell/announcer.js';
import { counted } from '../words/numbers.js';
import { OVERALL_TONES } from '../words/tones.js';

/** Maximum number of reasons, worst first; all of them are also shown below, where they belong. */
const FEW = 4;

const WORDS: Readonly<Record<Summary['overall'], string>> = {
  HEALTHY: 'Healthy',
  EMPTY: 'Empty',
  DEGRADED: 'Degraded',
  CRITICAL: 'Critical',
};

/** The overall state of the fleet, with its reasons. */
export function StateBand({ summary }: { summary: Summary }) {
  const { overall, reasons, lastSweep, nextSweepAt, redis, instances, stale } = summary;
  const tone = OVERALL_TONES[overall];
  useEffect(() => announce(`The fleet is ${WORDS[overall]}`), [overall]);
  return (
    <section class={`band tone-${tone}`} aria-label="Overall state">
      <div class="band-state">
        <Sign tone={tone} />
        <p class="band-word">{WORDS[overall]}</p>
      </div>
      <ul class="band-reasons">
        {stale && <li>The database is unavailable: these are the last known figures.</li>}
        {reasons.length === 0 && !stale && <li>Every present worker passes all checks.</li>}
        {reasons.slice(0, FEW).map((reason) => (
          <li key={reason}>
            <Sentence text={reason} />
          </li>
        ))}
        {overall === 'EMPTY' && (
          <li>
            <FirstWorker />
          </li>
        )}
        {reasons.length > FEW && (
          <li class="muted">and {counted(reasons.length - FEW, 'more reason')}, below</li>
        )}
      </ul>
      <dl class="band-facts">
        <div>
          <dt>Last sweep</dt>
          <dd>
            {lastSweep === null ? (
              'none yet'
            ) : (
              <>
                <Ago at={lastSweep.finishedAt} /> <span class="muted">took {lastSweep.durationMs} ms</span>
              </>
            )}
          </dd>
        </div>
        <div>
          <dt>Next sweep</dt>
          <dd>{nextSweepAt === null ? 'soon' : <Ago at={nextSweepAt} />}</dd>
        </div>
        <div>
          <dt>Service</dt>
          <dd title={instances.map(({ name }) => name).join(', ')}>
            {counted(instances.length, 'instance')}
          </dd>
        </div>
        <div>
          <dt>Redis</dt>
          <dd>{redis.state}</dd>
        </div>
      </dl>
    </section>
  );
}
