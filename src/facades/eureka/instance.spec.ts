import { reportedOf, workerIdOf, instanceStatus } from './instance.js';

describe('The workerId of an instance', () => {
  it('is the application in upper case and the id of the instance', () => {
    expect(workerIdOf('orders', 'host-1:orders:8080')).toBe('ORDERS@host-1:orders:8080');
  });

  it.each([
    ['O@RDERS', 'a', /^O-RDERS-a-[0-9a-f]{16}$/],
    ['ORDERS', 'a/b c', /^ORDERS@a-b-c-[0-9a-f]{16}$/],
    ['ÄPFEL', 'a', /^PFEL-a-[0-9a-f]{16}$/],
    ['O'.repeat(100), 'x'.repeat(100), /^O{100}@x{10}-[0-9a-f]{16}$/],
  ])('of %s and %s ends with a hash, as no worker can have that name', (app, id, expected) => {
    expect(workerIdOf(app, id)).toMatch(expected);
    expect(workerIdOf(app, id).length).toBeLessThanOrEqual(128);
    expect(workerIdOf(app, `${id}2`)).not.toBe(workerIdOf(app, id));
  });
});

it('Only UP may accept jobs, and unknown texts are no statuses', () => {
  expect(['UP', ' down'].map(instanceStatus)).toEqual(['UP', 'DOWN']);
  expect(instanceStatus('whatever')).toBeUndefined();
  expect((['UP', 'DOWN', 'STARTING'] as const).map(reportedOf)).toEqual(['ACTIVE', 'ERROR', 'MAINTENANCE']);
});
