import { ActionButton } from '../actions/action-button.js';
import { OPERATION_ACTIONS } from '../actions/operation-actions.js';
import { useAction } from '../actions/use-action.js';
import { read } from '../api/client.js';
import { may } from '../api/session.js';
import type { Operation, OperationPage } from '../api/types.js';
import { useReading } from '../live/use-reading.js';
import { Badge } from '../parts/badge.js';
import { Card } from '../parts/card.js';
import { Bar } from '../parts/meter.js';
import { Empty, Read } from '../parts/states.js';
import { At, For } from '../parts/time.js';
import { count, counted } from '../words/numbers.js';
import { BeginButton } from './begin-button.js';
import { WorkersOf } from './workers-of.js';
import type { Tone } from '../words/tones.js';

const MOST = 50;
const POLL_MS = 2000;

const STATES: Readonly<Record<Operation['state'], readonly [Tone, string]>> = {
  running: ['info', 'Running'],
  paused: ['rest', 'Paused'],
  finished: ['ok', 'Finished'],
  cancelled: ['gone', 'Cancelled'],
  expired: ['warn', 'Deadline passed'],
};

/** The operations on many workers, newest first, with their progress. */
export function OperationsView() {
  const reading = useReading<OperationPage>(
    'operations',
    (signal) => read(`/operations?limit=${MOST}`, signal),
    { concerns: ({ type }) => type.startsWith('operation-'), pollMs: POLL_MS },
  );
  const { ask, dialog } = useAction(reading.again);
  return (
    <div class="narrow">
      <h1>Operations</h1>
      <Card title="Latest operations" aside={<BeginButton word="New operation" draft={{}} />}>
        <Read reading={reading} lines={6}>
          {({ operations }) =>
            operations.length === 0 ? (
              <Empty title="No operations">
                One that changes many workers, at once or step by step, is begun here, from a filtered list of
                workers, or on the command line. A cleanup that took workers is listed, too.
              </Empty>
            ) : (
              <ul class="operations">
                {operations.map((operation) => (
                  <Entry key={operation.id} operation={operation} ask={ask} />
                ))}
              </ul>
            )
          }
        </Read>
      </Card>
      {dialog}
    </div>
  );
}

interface EntryProps {
  operation: Operation;
  ask: ReturnType<typeof useAction>['ask'];
}

function Entry({ operation, ask }: EntryProps) {
  const { id, kind, state, reason, actor, progress, waitingFor, deadline, createdAt, stateSince } = operation;
  const { total, done, underWay, failed, skipped, pending } = progress;
  const [tone, word] = STATES[state];
  const name = `${kind} of ${counted(total, 'worker')}`;
  return (
    <li>
      <p class="worst-head">
        <Badge tone={tone} word={word} />
        <strong>{name.charAt(0).toUpperCase() + name.slice(1)}</strong>
        <bdi>{reason}</bdi>
        <span class="muted">
          by <bdi>{actor}</bdi>, begun <At at={createdAt} />
        </span>
        <span class="muted worst-since">
          <For since={stateSince} />
        </span>
      </p>
      <Bar
        label={`Progress of ${name}`}
        shares={[
          { label: 'Done', value: done, tone: 'ok' },
          { label: 'Under way', value: underWay, tone: 'info' },
          { label: 'Failed', value: failed, tone: 'bad' },
          { label: 'Skipped', value: skipped, tone: 'rest' },
          { label: 'Not reached', value: pending, tone: 'gone' },
        ]}
      />
      <p class="muted">
        {count(done)} of {count(total)} done, {count(underWay)} under way, {count(failed)} failed,{' '}
        {count(skipped)} skipped
        {deadline !== null && (
          <>
            , deadline <At at={deadline} />
          </>
        )}
        {waitingFor !== null && ` · ${waitingFor}`}
        <span class="operation-id">
          {' '}
          · <code>{id}</code>
        </span>
      </p>
      <WorkersOf id={id} total={total} name={name} />
      {may('operator') && (
        <p class="row-actions">
          {OPERATION_ACTIONS.map((action) => (
            <ActionButton
              key={action.key}
              word={action.word}
              isGrave={action.isGrave}
              why={action.fits(operation) ? '' : action.unfit(operation)}
              onUse={() => ask(action, [{ id, workerId: name }])}
            />
          ))}
        </p>
      )}
    </li>
  );
}
