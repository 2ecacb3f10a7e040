import { capacityCheck } from './capacity.check.js';
import { evaluate, type Vitals } from './check.js';
import { heartbeatCheck } from './heartbeat.check.js';
import { jobsCheck } from './jobs.check.js';
import { statusCheck } from './status.check.js';

/** A worker of ten slots with four jobs; what a test is about is given. */
const vitals = (given: Partial<Vitals> = {}): Vitals => ({
  reportedStatus: 'ACTIVE',
  currentJobCount: 4,
  availableCapacity: 6,
  maxConcurrentJobs: 10,
  usableSlots: 10,
  assignedJobCount: 0,
  leaseAgeSeconds: 10,
  leaseSeconds: 300,
  ...given,
});

describe('A worker in order', () => {
  it.each([
    [heartbeatCheck, 'The lease is valid'],
    [statusCheck, 'The reported status agrees with the job count'],
    [capacityCheck, 'Jobs and free slots are within the limit'],
    [jobsCheck, 'Nothing that was assigned contradicts the reported jobs'],
  ])('passes the $name check', (check, message) => {
    expect(evaluate(check, vitals())).toEqual({ name: check.name, healthy: true, message });
  });

  it.each([
    ['heartbeat', heartbeatCheck, { leaseAgeSeconds: 300 }],
    ['heartbeat', heartbeatCheck, { leaseAgeSeconds: null }],
    ['status', statusCheck, { reportedStatus: 'IDLE', currentJobCount: 0 }],
    ['status', statusCheck, { reportedStatus: 'BUSY', currentJobCount: 1 }],
    ['status', statusCheck, { reportedStatus: 'MAINTENANCE' }],
    ['capacity', capacityCheck, { currentJobCount: 10, availableCapacity: 0 }],
    ['capacity', capacityCheck, { usableSlots: 5, currentJobCount: 7, availableCapacity: 0 }],
    ['capacity', capacityCheck, { availableCapacity: 0 }],
    ['jobs', jobsCheck, { assignedJobCount: 4 }],
  ])('passes the %s check with %#', (_name, check, given) => {
    expect(evaluate(check, vitals(given)).healthy).toBe(true);
  });
});

describe('A sick worker', () => {
  it.each([
    [heartbeatCheck, { leaseAgeSeconds: 301.7 }, 'No heartbeat for 301 s; the lease lasts 300 s'],
    [statusCheck, { reportedStatus: 'ERROR' }, 'The worker reports ERROR'],
    [statusCheck, { reportedStatus: 'IDLE' }, 'The worker reports IDLE with 4 jobs'],
    [statusCheck, { reportedStatus: 'BUSY', currentJobCount: 0 }, 'The worker reports BUSY with no jobs'],
    [capacityCheck, { currentJobCount: 11 }, '11 jobs, more than the limit of 10'],
    [
      capacityCheck,
      { availableCapacity: 7 },
      '7 free slots reported, but 10 usable slots less 4 jobs leave 6',
    ],
    [
      capacityCheck,
      { usableSlots: 5, currentJobCount: 7, availableCapacity: 1 },
      '1 free slots reported, but 5 usable slots less 7 jobs leave 0',
    ],
    [jobsCheck, { assignedJobCount: 3 }, '4 jobs reported, 3 assigned'],
  ])('fails the $name check with figures', (check, given, message) => {
    expect(evaluate(check, vitals(given))).toEqual({ name: check.name, healthy: false, message });
  });
});
