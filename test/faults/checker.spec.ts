import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BROKEN } from './breakages.mjs';
import type { WorkerRow } from './promises/evidence.js';
import { broken, type Given, seen } from './promises/falsified-records.js';
import type { PromiseName } from './promises/promises.js';

describe('The checker', () => {
  it('finds nothing if nothing is wrong', () => {
    expect(broken(() => undefined)).toEqual([]);
  });

  it('finds nothing if a worker was silent for a lease, and was reported silent', () => {
    const falsify = ({ record, journal, event }: Given): { health: string } => {
      record.silences.push({ since: '2026-01-01T00:00:05.500Z', until: undefined });
      journal.push(event(4, 'unhealthy', { checks: ['heartbeat'] }));
      return { health: 'UNHEALTHY' };
    };
    expect(broken(falsify)).toEqual([]);
  });

  it('finds nothing if a worker that was reported silent returned, and fell silent again', () => {
    const falsify = ({ record, journal, event }: Given): { health: string } => {
      record.silences.push({ since: '2026-01-01T00:00:05.500Z', until: '2026-01-01T00:00:14.000Z' });
      record.silences.push({ since: '2026-01-01T00:00:20.000Z', until: undefined });
      journal.push(event(4, 'unhealthy', { checks: ['heartbeat'] }));
      return { health: 'UNHEALTHY' };
    };
    expect(broken(falsify)).toEqual([]);
  });

  it.each<[string, (given: Given) => Partial<WorkerRow> | void]>([
    ['a registration', ({ record }) => void (record.registrations = 2)],
    ['a whole record', () => ({ worker_id: 'another' })],
    ['a description', () => ({ version: '0' })],
    ['a takeover', ({ record }) => void (record.incarnation = 2)],
    ['a heartbeat', () => ({ heartbeats: 6 })],
    ['the time of a heartbeat', () => ({ last_heartbeat: new Date('2026-01-01T00:00:06.999Z') })],
    ['the count of a heartbeat', () => ({ job_count: 0 })],
    ['a departure', ({ record }) => void (record.present = false)],
    ['an order', ({ record }) => void (record.order = 'DRAINING')],
    ['the end of a job', ({ job }) => void (job.state = 'ended')],
    ['an assignment', () => ({ jobs: [], assigned: 0 })],
  ])('detects the loss of %s that was acknowledged', (_, falsify) => {
    expect(broken(falsify)).toContain('kept');
  });

  it.each<[string, PromiseName, (given: Given) => Partial<WorkerRow> | void]>([
    ['a worker that failed', 'blameless', ({ journal, event }) => void journal.push(event(4, 'failed'))],
    [
      'a worker that is reported silent',
      'blameless',
      ({ journal, event }) => void journal.push(event(4, 'unhealthy', { checks: ['heartbeat'] })),
    ],
    [
      'a silent worker that is reported too early',
      'blameless',
      ({ record, journal, event }) => {
        record.silences.push({ since: '2026-01-01T00:00:06.500Z', until: undefined });
        journal.push(event(4, 'unhealthy', { checks: ['heartbeat'] }));
      },
    ],
    [
      'a worker that is reported silent after a moment',
      'blameless',
      ({ record, journal, event }) => {
        record.silences.push({ since: '2026-01-01T00:00:05.000Z', until: '2026-01-01T00:00:08.000Z' });
        journal.push(event(4, 'unhealthy', { checks: ['heartbeat'] }));
      },
    ],
    [
      'a silent worker that is not detected',
      'found',
      ({ record }) => {
        record.silences.push({ since: record.lastHeartbeat!, until: undefined });
        record.sought = true;
      },
    ],
    ['two answers about one job', 'single', ({ ledger, job }) => ledger.assigned(job, 'another')],
    [
      'a job that is assigned twice',
      'single',
      ({ journal, event }) => void journal.push(event(4, 'job-assigned', { jobId: 'job' }, 'another')),
    ],
    ['more jobs than slots', 'limited', () => ({ usable_slots: 0 })],
    [
      'more jobs than slots in the past',
      'limited',
      ({ journal, event }) => {
        for (const jobId of ['a', 'b']) journal.push(event(4, 'job-assigned', { jobId }));
        for (const jobId of ['a', 'b']) journal.push(event(5, 'job-ended', { jobId }));
      },
    ],
    [
      'a fence that was given before',
      'modelled',
      ({ journal, event }) => {
        for (const type of ['job-assigned', 'job-ended', 'job-assigned'])
          journal.push(event(4, type, { jobId: 'again', fence: 7 }));
      },
    ],
    ['sweeps at the same time', 'orderly', ({ sweeps }) => void sweeps.push({ round: 2, overlaps: true })],
    [
      'a round that is taken over from a live instance',
      'orderly',
      ({ wrongClaims }) =>
        void wrongClaims.push({ duty: 'cleanup', round: 7, was: 1, claimed_by: 2, what: 'was taken' }),
    ],
    ['a counter that differs from the rows', 'told', () => ({ assigned: 2 })],
    ['a health without an event', 'told', () => ({ health: 'UNHEALTHY' })],
    [
      'a record that disappeared without an event',
      'told',
      ({ journal, event }) => void journal.push(event(4, 'registered', {}, 'another')),
    ],
    ['an order without an event', 'told', ({ journal }) => void journal.splice(2)],
    [
      'an undocumented status',
      'documented',
      ({ answers }) => void answers.push(seen({ status: 500, code: 'internal_error' })),
    ],
    ['an unknown code', 'documented', ({ answers }) => void answers.push(seen({ code: 'undefined' }))],
    [
      'a 503 without Retry-After',
      'documented',
      ({ answers }) => void answers.push(seen({ retryAfter: false })),
    ],
    [
      'an unjustified refusal',
      'documented',
      ({ answers }) => void answers.push(seen({ status: 409, code: 'superseded', expected: false })),
    ],
  ])('finds %s', (_, promise, falsify) => {
    expect(broken(falsify)).toContain(promise);
  });
});

// The texts that --broken replaces in a build; searched in the sources, because the build is a copy of these
// texts.
describe('A deliberately broken build', () => {
  it.each(BROKEN.flatMap(({ name, edits }) => edits.map((edit) => [name, edit] as const)))(
    '%s still has the text to replace',
    (_, { file, from }) => {
      const path = join(import.meta.dirname, '..', '..', 'src', file);
      const text = readFileSync(existsSync(path) ? path : path.replace(/js$/, 'ts'), 'utf8');
      expect(text.split(from)).toHaveLength(2);
    },
  );
});
