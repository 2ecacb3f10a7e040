import timers from 'node:timers/promises';
import type { BeatAnswer } from './beat-way.js';
import { Beats } from './beats.js';
import type { Registration } from './registration.js';

const BODY = { cpuUsage: 0, memoryUsage: 0, eventLoopLagMs: 0, droppedJobs: [] };
const REFUSAL = { status: 409, code: 'superseded', message: 'Another process', remedy: undefined };

const takenFor = (intervalMs: number): BeatAnswer => ({
  kind: 'taken',
  reply: {
    intervalMs,
    leaseMs: 300_000,
    accessToken: undefined,
    commands: [],
    revokedJobs: [],
    warnings: [],
  },
});

describe('The pauses between heartbeats', () => {
  let now = 0;
  let pauses: number[] = [];
  /** Sends heartbeats that get these answers, until the last one ends them. @returns the pauses before each */
  const run = async (answers: readonly BeatAnswer[], ownMs?: number) => {
    const left = [...answers];
    const registration = { count: 1, noteRenewal: () => undefined, endRegistration: () => undefined };
    const beats = new Beats(
      registration as unknown as Registration,
      [{ name: 'http', sendBeat: () => Promise.resolve(left.shift()) }],
      () => BODY,
      { taken: () => undefined, problem: () => undefined },
      ownMs,
      new AbortController().signal,
    );
    beats.followInterval(1000);
    await beats.runBeats();
    return pauses;
  };
  const last: BeatAnswer = { kind: 'superseded', refusal: REFUSAL };
  beforeEach(() => {
    pauses = [];
    // A sum of whole numbers is exact.
    jest.spyOn(Math, 'random').mockReturnValue(0.5);
    jest.spyOn(performance, 'now').mockImplementation(() => now);
    jest.spyOn(timers, 'setTimeout').mockImplementation((ms) => {
      pauses.push(ms!);
      now += ms!;
      return Promise.resolve();
    });
  });
  afterEach(() => jest.restoreAllMocks());

  it('are exactly as long as each answer asks for', async () => {
    expect(await run([takenFor(28_500), takenFor(26_100), takenFor(27_300), last])).toEqual([
      500, 28_500, 26_100, 27_300,
    ]);
  });

  it('are shorter if the program wants that', async () => {
    expect(await run([takenFor(28_500), takenFor(26_100), last], 27_000)).toEqual([500, 27_000, 26_100]);
  });
});
