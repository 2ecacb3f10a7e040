import { Logger } from '@nestjs/common';
import type { LeaseWatch } from '../detection/watch/lease-watch.service.js';
import { DomainError } from '../platform/errors/domain-error.js';
import { SessionEndings } from './session-endings.js';
import type { EndedSession, WorkerSessionStore } from './store/worker-session.store.js';

describe('The ends of sessions', () => {
  afterEach(() => jest.restoreAllMocks());

  /** Without a database at first. */
  function withoutDatabase() {
    const stored: string[] = [];
    const store = { isDown: true };
    const endings = new SessionEndings(
      {
        endSessions: (ended: readonly EndedSession[]) => {
          if (store.isDown) return Promise.reject(new DomainError('database_unavailable'));
          stored.push(...ended.map(({ id, number }) => `${id}:${number}`));
          return Promise.resolve(ended.map(() => 'ended' as const));
        },
      } as Partial<WorkerSessionStore> as WorkerSessionStore,
      { sessionLost: () => undefined } as Partial<LeaseWatch> as LeaseWatch,
    );
    const tryAgain = async (): Promise<void> => {
      await endings.beforeApplicationShutdown();
      endings['endAgain']();
      await endings.beforeApplicationShutdown();
    };
    return { endings, store, stored, tryAgain };
  }

  it('are all stored after an outage, also those of several sessions of one worker', async () => {
    const { endings, store, stored, tryAgain } = withoutDatabase();
    endings.recordUncertain('w1', 6);
    endings.recordEnd('w1', 5, false);
    endings.recordEnd('w2', 7, true);
    await tryAgain();
    store.isDown = false;
    await tryAgain();
    expect(stored).toEqual(['w1:6', 'w1:5', 'w2:7']);
  });

  it('are given up after ten minutes, with one line in the log', async () => {
    const error = jest.spyOn(Logger.prototype, 'error').mockReturnValue();
    const { endings, store, stored, tryAgain } = withoutDatabase();
    for (const number of [1, 2, 3]) endings.recordEnd(`w${number}`, number, true);
    await tryAgain();
    expect(error).not.toHaveBeenCalled();
    const now = performance.now();
    jest.spyOn(performance, 'now').mockReturnValue(now + 600_000);
    store.isDown = false;
    await tryAgain();
    expect(error.mock.calls).toEqual([[expect.stringContaining('the end of 3 sessions for ten minutes')]]);
    expect(stored).toEqual([]);
  });

  it('are limited in number while they wait', async () => {
    const error = jest.spyOn(Logger.prototype, 'error').mockReturnValue();
    const { endings, store, stored, tryAgain } = withoutDatabase();
    endings['waiting'] = 199_999;
    for (const number of [1, 2, 3]) endings.recordEnd(`w${number}`, number, false);
    store.isDown = false;
    await tryAgain();
    expect(stored).toEqual(['w1:1']);
    expect(error.mock.calls).toEqual([[expect.stringContaining('the end of 2 sessions')]]);
  });
});
