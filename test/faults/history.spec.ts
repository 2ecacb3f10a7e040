import { SWEEPS_BY_HAND } from '../support/health.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import type { HistoryLine } from './history/history.js';
import { Recorder, replay } from './history/recorder.js';

const LEASE_SECONDS = 300;
const settings = { ...SWEEPS_BY_HAND, 'jobscheduler.worker.guard-enabled': false };

let server: TestServer;
let recorder: Recorder;
beforeEach(async () => {
  server = await startTestServer({ settings });
  recorder = new Recorder(server);
});
afterEach(() => server.close());

/** A worker that gets a job twice, is taken over, and falls silent; another one that works on. */
async function live(): Promise<void> {
  await recorder.register('w1', 'boot-1');
  await recorder.register('w2', 'boot-1');
  await recorder.call('heartbeat', { workerId: 'w1' }, { bootId: 'boot-1' });
  for (let round = 0; round < 2; round += 1) {
    await recorder.call('assign', { workerId: 'w1' }, { jobId: 'job' });
    await recorder.call('end', { workerId: 'w1', jobId: 'job' });
  }
  await recorder.call('assign', { workerId: 'w1' }, { jobId: 'job' });
  await recorder.register('w1', 'boot-2');
  await recorder.call('heartbeat', { workerId: 'w1' }, { bootId: 'boot-1' });
  await recorder.call('assign', { workerId: 'w2' }, { jobId: 'job' });
  await recorder.pass(LEASE_SECONDS + 1, 'w1');
  await recorder.sweep(3);
}

const whys = (forbidden: readonly { why: string }[]): string[] => forbidden.map(({ why }) => why);

describe('The replay of a history', () => {
  it('accepts a history of the service', async () => {
    await live();

    expect(await recorder.replay()).toEqual([]);
    const types = (await recorder.journal()).map(({ type }) => type);
    expect(types).toEqual(
      expect.arrayContaining(['job-assigned', 're-registered', 'job-released', 'failed']),
    );
  });

  describe('finds a falsified history with', () => {
    let journal: HistoryLine[];
    beforeEach(async () => {
      await live();
      journal = await recorder.journal();
    });
    const first = (type: string): number => journal.findIndex((line) => line.type === type);
    const edit = (index: number, detail: object): void => {
      const line = journal[index]!;
      journal[index] = { ...line, detail: { ...line.detail, ...detail } };
    };

    it.each<[string, RegExp, () => void]>([
      [
        'a release that is missing',
        /assigned while .* had it/,
        () => journal.splice(first('job-released'), 1),
      ],
      [
        'a fence that was given before',
        /two assignments have fence/,
        () => {
          const { fence } = journal[first('job-assigned')]!.detail;
          edit(first('job-ended') + 1, { fence });
        },
      ],
      ['a held worker that failed', /a held worker failed/, () => edit(first('failed'), { held: true })],
      [
        'a takeover without a new incarnation',
        /incarnations only rise/,
        () => edit(first('re-registered'), { incarnation: 1 }),
      ],
      [
        'an end by a process that had lost the job',
        /fence .* ended, but/,
        () => edit(first('job-released'), { fence: 7 }),
      ],
      [
        'a verdict within an acknowledged lease',
        /was acknowledged until/,
        () => {
          const index = first('unhealthy');
          const at = new Date(journal[index]!.at.getTime() - 2000);
          journal[index] = { ...journal[index]!, at };
        },
      ],
    ])('%s', (_, why, falsify) => {
      falsify();

      expect(whys(replay(recorder.answers, journal)).join('\n')).toMatch(why);
    });

    it('an answer with a shorter lease than one before it', () => {
      const [last] = recorder.answers.filter(({ kind }) => kind === 'lease').slice(-1);
      const later = { ...last!, sentAt: last!.answeredAt + 1, answeredAt: last!.answeredAt + 2 };
      const shorter = later.kind === 'lease' ? { ...later, leaseEnd: later.leaseEnd - 1 } : later;

      expect(whys(replay([...recorder.answers, shorter], journal)).join('\n')).toMatch(/the lease ends at/);
    });

    it('two processes with one fence', () => {
      const fence = recorder.answers.find((told) => told.kind === 'fence')!;
      const other = { ...fence, workerId: 'w9' };

      expect(whys(replay([...recorder.answers, other], journal))).toEqual(['w1 was given the same fence']);
    });
  });

  describe('finds a service that is broken', () => {
    it('that shortens a lease', async () => {
      await recorder.register('w1', 'boot-1');
      await recorder.silence(LEASE_SECONDS + 1, 'w1');
      await recorder.sweep();

      expect(whys(await recorder.replay())).toEqual([expect.stringContaining('was acknowledged until')]);
    });

    it('that forgets an incarnation', async () => {
      await recorder.register('w1', 'boot-1');
      await server.database.query(
        'UPDATE worker_registration.worker_state SET incarnation = incarnation - 1',
      );
      await recorder.register('w1', 'boot-2');

      expect(whys(await recorder.replay())).toContainEqual(expect.stringContaining('incarnations only rise'));
    });

    it('that assigns a fence twice', async () => {
      await server.database.query(
        `CREATE OR REPLACE FUNCTION worker_registration.next_fence(job text, ready boolean) RETURNS bigint
         LANGUAGE sql AS 'SELECT 7::bigint'`,
      );
      await live();

      expect(whys(await recorder.replay())).toContainEqual('two assignments have fence 7');
    });
  });
});
