import { Logger } from '@nestjs/common';
import { DomainError } from '../errors/domain-error.js';
import { RepeatingTask } from './repeating-task.js';

const HOUR_MS = 3_600_000;

describe('A repeating task', () => {
  const logger = new Logger('Test');
  let logged: unknown[];
  beforeEach(() => {
    logged = [];
    logger.error = (error: unknown) => void logged.push(error);
  });

  it('is run once for callers that come together, and again for later ones', async () => {
    let runs = 0;
    const task = new RepeatingTask(HOUR_MS, logger, async () => void (runs += 1));
    await Promise.all([task.run(), task.run()]);
    expect(runs).toBe(1);
    await task.run();
    await task.stop();
    expect(runs).toBe(2);
  });

  it('logs errors, but not an outage of the database', async () => {
    const errors = [new DomainError('database_unavailable'), new Error('unexpected')];
    const task = new RepeatingTask(HOUR_MS, logger, () => Promise.reject(errors.shift()!));
    await task.run();
    await task.run();
    await task.stop();
    expect(logged).toEqual([expect.objectContaining({ message: 'unexpected' })]);
  });

  it('is waited for when it stops', async () => {
    let end: (() => void) | undefined;
    let ended = false;
    const task = new RepeatingTask(HOUR_MS, logger, async () => {
      await new Promise<void>((resolve) => (end = resolve));
      ended = true;
    });
    void task.run();
    const stopped = task.stop();
    end!();
    await stopped;
    expect(ended).toBe(true);
  });
});
