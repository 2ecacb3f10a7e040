import type { WorkerDto } from '../../fleet/dto/worker.dto.js';
import { askCheck } from './ask-check.js';
import type { WorkerCheck } from './worker-check.js';

const ask = (check: WorkerCheck['check']) => askCheck({ name: 'disk', check }, {} as WorkerDto, 1);

describe('A check of the application', () => {
  it.each<[string, WorkerCheck['check'], string | undefined]>([
    ['finds what it returns', () => 'The disk is full', 'The disk is full'],
    ['may be asynchronous', () => Promise.resolve('The disk is full'), 'The disk is full'],
    [
      'drops control characters and truncates long text',
      () => `\u001B[1m${'x'.repeat(600)}`,
      `[1m${'x'.repeat(497)}`,
    ],
    ['finds nothing in null', () => null, undefined],
    ['finds nothing in undefined', () => undefined, undefined],
    ['finds nothing in an empty text', () => Promise.resolve(' '), undefined],
  ])('%s', async (_what, check, finding) => {
    expect(await ask(check)).toBe(finding);
  });

  it.each<[string, unknown, string]>([
    ['returns no sentence', () => true, 'it returned a boolean, not a sentence or null'],
    [
      'throws',
      () => {
        throw new Error('no disk');
      },
      'no disk',
    ],
    ['rejects', () => Promise.reject(new Error('no disk')), 'no disk'],
    ['does not answer', () => new Promise(() => undefined), 'no answer within 0.001 s'],
  ])('that %s finds no fault', async (_what, check, message) => {
    await expect(ask(check as WorkerCheck['check'])).rejects.toThrow(message);
  });

  it('that does not answer in time gets an abort signal', async () => {
    let told: AbortSignal | undefined;
    const check: WorkerCheck['check'] = (_worker, signal) => {
      told = signal;
      return new Promise(() => undefined);
    };
    await expect(ask(check)).rejects.toThrow('no answer');
    expect(told?.aborted).toBe(true);
  });
});
