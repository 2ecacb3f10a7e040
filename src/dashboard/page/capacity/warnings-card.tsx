import { read } from '../api/client.js';
import type { Warning, Warnings } from '../api/types.js';
import { Wide } from '../groups/group-parts.js';
import { useReading } from '../live/use-reading.js';
import { Badge } from '../parts/badge.js';
import { Card } from '../parts/card.js';
import { chosenOf, OneOf } from '../parts/one-of.js';
import { Empty, Read } from '../parts/states.js';
import { Ago, At } from '../parts/time.js';
import { Link } from '../route/link.js';
import { query, workerHref } from '../route/route.js';
import { count, decimal } from '../words/numbers.js';

/** The fleet is looked at once a minute. */
const POLL_MS = 30_000;
const MOST = 100;

const STATES = { open: 'Open', ended: 'Ended' } as const;
const OUTCOMES = { right: ['ok', 'Right'], wrong: ['bad', 'Wrong'], void: ['gone', 'Void'] } as const;

const wordOf = (kind: string): string => kind.charAt(0).toUpperCase() + kind.slice(1).replaceAll('-', ' ');

/** What is about to break, and what became of earlier warnings of each kind. */
export function WarningsCard({ zone }: { zone: string }) {
  const state = chosenOf(STATES, query.value.get('warnings'), 'open');
  const path = `/warnings?${new URLSearchParams({ state, limit: `${MOST}`, ...(zone !== '' && { zone }) }).toString()}`;
  const reading = useReading<Warnings>(path, (signal) => read(path, signal), {
    concerns: () => false,
    pollMs: POLL_MS,
  });
  return (
    <Card
      title="Warnings"
      aside={<OneOf name="warnings" texts={STATES} chosen={state} usual="open" label="Warnings" />}
    >
      <Read reading={reading} lines={4}>
        {({ enabled, warnings, total, kinds, evaluatedAt }) => (
          <>
            {!enabled && <p>Warnings are off: see the setting warnings.enabled.</p>}
            {warnings.length === 0 ? (
              <Empty title={state === 'open' ? 'No warnings' : 'No earlier warnings'}>
                {evaluatedAt === null ? (
                  'The fleet was not looked at yet.'
                ) : (
                  <span>
                    Looked at <Ago at={evaluatedAt} />.
                  </span>
                )}
              </Empty>
            ) : (
              <ul class="warnings">
                {warnings.map((warning) => (
                  <Entry key={warning.id} warning={warning} />
                ))}
              </ul>
            )}
            {total > warnings.length && <p class="note">And {count(total - warnings.length)} more.</p>}
            <Records kinds={kinds} />
          </>
        )}
      </Read>
    </Card>
  );
}

function Entry({
  warning: { kind, worker, pool, sentence, since, expectedAt, endedAt, outcome },
}: {
  warning: Warning;
}) {
  return (
    <li>
      <Badge tone={endedAt === null ? 'warn' : 'rest'} word={wordOf(kind)} />
      <span>
        {worker === null ? (
          <strong>{pool === 'fleet' ? 'Whole fleet' : pool}</strong>
        ) : (
          <Link href={workerHref(worker.id)}>
            <bdi>{worker.workerId}</bdi>
          </Link>
        )}
        : {sentence}
      </span>
      <span class="muted">
        since <At at={since} />
        {expectedAt !== null && endedAt === null && (
          <>
            , expected <Ago at={expectedAt} />
          </>
        )}
      </span>
      {outcome !== null && <Badge tone={OUTCOMES[outcome][0]} word={OUTCOMES[outcome][1]} />}
    </li>
  );
}

/** What became of the warnings of each kind: how far they can be believed. */
const Records = ({ kinds }: { kinds: Warnings['kinds'] }) => (
  <details>
    <summary>Record of each kind, last 90 days</summary>
    <Wide label="Record of warnings">
      <table class="table">
        <thead>
          <tr>
            <th scope="col">Kind</th>
            {['Open', 'Right', 'Wrong', 'Void', 'Median lead'].map((word) => (
              <th key={word} scope="col" class="number">
                {word}
              </th>
            ))}
            <th scope="col">Method</th>
          </tr>
        </thead>
        <tbody>
          {kinds.map(({ kind, method, open, record: { right, wrong, voided, medianLeadMinutes: lead } }) => (
            <tr key={kind}>
              <th scope="row">{wordOf(kind)}</th>
              {[open, right, wrong, voided].map((value, index) => (
                <td key={index} class="number">
                  {count(value)}
                </td>
              ))}
              <td class="number">{lead === null ? '–' : `${decimal(lead)} min`}</td>
              <td>{method}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  </details>
);
