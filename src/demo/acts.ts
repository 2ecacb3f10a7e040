import type { OperationAnswerDto } from '../operations/dto/operation.dto.js';
import type { ProgramWorker } from './program-worker.js';
import { LEASE_SECONDS } from './settings.js';
import type { SimulatedWorker } from './simulated-worker.js';
import type { Act, Story } from './story.js';

/** After this time the story starts over, with other workers. */
export const ROUND_SECONDS = 120;

/** Within a round every state of a worker occurs. */
export const ACTS: readonly Act[] = [
  { at: 6, play: (story) => story.withWorker((worker) => crashed(story, worker)) },
  { at: 10, play: (story) => story.playWith(story.stage.fleet.programs, (worker) => stalled(story, worker)) },
  { at: 14, play: (story) => story.withWorker((worker) => flaps(story, worker)) },
  { at: 18, play: (story) => story.withWorker((worker) => drained(story, worker)) },
  { at: 22, play: (story) => story.withWorker((worker) => rested(story, worker)) },
  { at: 28, play: (story) => story.withWorker((worker) => ill(story, worker)) },
  { at: 36, play: (story) => story.withWorker((worker) => left(story, worker)) },
  { at: 44, play: (story) => story.playWith(story.stage.fleet.programs, (worker) => killed(story, worker)) },
  { at: 50, play: rolledOut },
  { at: 70, play: zoneAway },
];

/** A worker that is gone for so long that the service cleans it up. */
async function crashed({ stage: { narrator, pace } }: Story, worker: SimulatedWorker): Promise<void> {
  worker.crashWorker();
  narrator.narrateWorker(
    'crashed',
    worker,
    `crashed; the service notices it after ${pace.words(LEASE_SECONDS)} without a heartbeat, and the page reports its loss`,
  );
  await pace.wait(60);
  narrator.narrateWorker('restarting', worker, `starts again, after ${pace.words(60)}`);
  await worker.startWorker();
}

/** A process that is killed and replaced immediately. */
async function killed({ stage: { narrator, pace } }: Story, worker: ProgramWorker): Promise<void> {
  worker.crashWorker();
  narrator.narrateWorker(
    'killed',
    worker,
    `was killed with SIGKILL; its next process starts in ${pace.words(3)}`,
  );
  await pace.wait(3);
  await worker.startWorker();
}

async function stalled({ stage: { narrator, pace } }: Story, worker: ProgramWorker): Promise<void> {
  worker.blockEventLoop(pace.ms(25));
  narrator.narrateWorker(
    'stalled',
    worker,
    `blocks its event loop for ${pace.words(25)}: its thread keeps sending heartbeats, and it is reported as stuck`,
  );
  await pace.wait(27);
  narrator.narrateWorker('moving', worker, 'is running again');
}

async function flaps({ stage: { narrator, pace } }: Story, worker: SimulatedWorker): Promise<void> {
  narrator.narrateWorker('flapping', worker, 'has a disk that fails and recovers: watch it flap');
  for (let round = 0; round < 4 && worker.runs; round += 1) {
    worker.reportStatus({ status: 'ERROR', message: 'The disk is unavailable' });
    await pace.wait(5);
    worker.reportStatus({});
    await pace.wait(5);
  }
}

async function ill({ stage: { narrator, pace } }: Story, worker: SimulatedWorker): Promise<void> {
  narrator.narrateWorker('ill', worker, 'reports ERROR: the disk is full');
  worker.reportStatus({ status: 'ERROR', message: 'The disk is full' });
  await pace.wait(20);
  worker.reportStatus({});
  narrator.narrateWorker('well', worker, 'has free disk space again');
}

async function drained(story: Story, worker: SimulatedWorker): Promise<void> {
  const { narrator, pace } = story.stage;
  await story.giveOrder(worker, 'drain', { reason: 'Update to 2.5.0' });
  narrator.narrateWorker(
    'draining',
    worker,
    'is drained by an operator: it finishes its jobs and accepts no more',
  );
  await pace.wait(30);
  await story.giveOrder(worker, 'activate');
  narrator.narrateWorker('activated', worker, 'accepts jobs again');
}

async function rested(story: Story, worker: SimulatedWorker): Promise<void> {
  const { narrator, pace } = story.stage;
  const until = new Date(Date.now() + pace.ms(30)).toISOString();
  await story.giveOrder(worker, 'maintenance', { reason: 'New kernel', until });
  narrator.narrateWorker(
    'maintenance',
    worker,
    `is in maintenance for ${pace.words(30)}; the order then expires by itself`,
  );
  await pace.wait(35);
}

async function left({ stage: { narrator, pace } }: Story, worker: SimulatedWorker): Promise<void> {
  narrator.narrateWorker('leaving', worker, 'is not needed for now: it leaves when its jobs are done');
  await worker.leaveFleet('Fewer workers are needed');
  await pace.wait(50);
  if (worker.runs) return;
  narrator.narrateWorker('returning', worker, 'is needed again');
  await worker.startWorker();
}

/** An operation on a zone, which is undone half-way. */
async function rolledOut({ stage: { client, fleet, dice, narrator, pace } }: Story): Promise<void> {
  const zone = dice.of([...new Set(fleet.simulated.map((worker) => worker.zone))])!;
  const { operation } = await client.post<OperationAnswerDto>('/operations', {
    kind: 'drain',
    select: { zone, presence: 'PRESENT' },
    maxUnavailable: '50%',
    reason: 'CHG-77: version 2.5.0',
  });
  narrator.narrateEvent(
    'rollout',
    `${zone} is to be updated: an operation drains it, never more than half at once; see Operations on the page`,
  );
  await pace.wait(15);
  await client.post(`/operations/${operation.id}/undo`, { reason: 'Version 2.5.0 leaks memory' });
  narrator.narrateEvent(
    'rollout-undone',
    `the update of ${zone} is undone half-way: its workers accept jobs again`,
  );
}

/** Cuts off enough workers of a zone to engage its guard. */
async function zoneAway(story: Story): Promise<void> {
  const { fleet, dice, narrator, pace } = story.stage;
  const zone = dice.of([...new Set(fleet.simulated.map((worker) => worker.zone))])!;
  const there = story.listFree(fleet.simulated.filter((worker) => worker.zone === zone));
  const gone = there.slice(0, Math.ceil(there.length * 0.9));
  await story.keepBusy(gone, async () => {
    for (const worker of gone) worker.cutNetwork(true);
    narrator.narrateEvent(
      'zone-away',
      `${zone} loses its network: ${gone.length} workers are cut off, and keep working; see Zones on the page`,
    );
    await pace.wait(25);
    for (const worker of gone) worker.cutNetwork(false);
    narrator.narrateEvent('zone-back', `${zone} has its network again`);
  });
}
