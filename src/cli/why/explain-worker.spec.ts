import { explainWorker, type Known } from './explain-worker.js';

const NOW = Date.parse('2026-01-31T12:00:00Z');
const before = (seconds: number): string => new Date(NOW - seconds * 1000).toISOString();

interface Given {
  readonly worker?: object;
  readonly health?: object;
  readonly failures?: readonly object[];
}

const known = ({ worker, health, failures = [] }: Given): Known =>
  ({
    worker: {
      workerId: 'w-1',
      presence: 'PRESENT',
      absence: null,
      reportedStatus: 'ACTIVE',
      held: false,
      suspect: false,
      lateSeconds: 0,
      usuallyWithinSeconds: 10,
      lastHeartbeat: before(5),
      order: null,
      currentJobCount: 2,
      assignedJobCount: 1,
      message: null,
      zone: 'eu-1',
      ...worker,
    },
    health: {
      healthy: true,
      health: 'HEALTHY',
      since: before(600),
      checks: [],
      stuck: false,
      flapping: false,
      contested: false,
      suspectUntil: null,
      lastRefusal: null,
      consecutiveFailures: 0,
      metrics: { lastError: null, lastErrorTime: null },
      ...health,
    },
    failures,
  }) as unknown as Known;

const textOf = (given: Given): string => explainWorker(known(given), NOW).sentences.join(' ');
const commandOf = (given: Given): string | null => explainWorker(known(given), NOW).command;

describe('The explanation of a worker', () => {
  it('reports that nothing is wrong with a healthy worker', () => {
    expect(textOf({})).toBe(
      'w-1 is PRESENT, reports ACTIVE, and has been HEALTHY for 10m. Its last heartbeat came 5s ago and is not late; usually it is late by less than 10 s. No failure is on record. Nothing is wrong with it.',
    );
    expect(commandOf({})).toBeNull();
  });

  it('names failing checks, its own message, the latest changes and what follows', () => {
    const given = {
      worker: { message: 'Disk is full', reportedStatus: 'ERROR' },
      health: {
        healthy: false,
        health: 'FAILED',
        checks: [{ name: 'status', healthy: false, message: 'The worker reports ERROR: Disk is full' }],
      },
      failures: [{ type: 'failed', at: before(60), detail: { reason: 'The worker reports ERROR' } }],
    };
    const text = textOf(given);
    expect(text).toContain('The worker reports ERROR: Disk is full. It says: Disk is full.');
    expect(text).toContain('Last changes of its health: failed 60s ago (The worker reports ERROR).');
    expect(text).toMatch(/Otherwise a cleanup makes it LOST\.$/);
  });

  it('names the order, its author and the remaining jobs', () => {
    const order = { kind: 'DRAINING', by: 'key:anna', since: before(1200), reason: 'CHG-77', until: null };
    expect(textOf({ worker: { order } })).toContain(
      'It was ordered DRAINING by key:anna 20m ago: CHG-77; 2 jobs left.',
    );
    expect(commandOf({ worker: { order } })).toBe('worker-registration activate w-1');
  });

  it('explains why a worker is suspect, and that it gets jobs last', () => {
    const text = textOf({
      worker: { suspect: true, lateSeconds: 14.4 },
      health: { suspectUntil: '2026-01-31T12:03:00.000Z' },
    });
    expect(text).toContain(
      'is 14 s late; usually it is late by less than 10 s. It is suspect, as schedulers',
    );
  });

  it.each([
    [{ worker: { presence: 'EXPECTED' } }, 'worker-registration reconnect w-1'],
    [
      { worker: { presence: 'LOST', absence: { since: before(60), reason: 'FAILED' } } },
      'worker-registration acknowledge w-1 --reason …',
    ],
    [
      { worker: { presence: 'LEFT', absence: { since: before(60), reason: null } } },
      'worker-registration restore w-1',
    ],
    [{ worker: { held: true } }, 'worker-registration guard show eu-1'],
    [
      { worker: { presence: 'EXPECTED', workerId: "it's" } },
      String.raw`worker-registration reconnect 'it'\''s'`,
    ],
  ])('suggests the command for %j', (given, command) => {
    expect(commandOf(given)).toBe(command);
  });
});
