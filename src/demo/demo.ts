import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '../cli/client.js';
import type { Output } from '../cli/output.js';
import { DEFAULT_PREFIX } from '../platform/http/default-prefix.js';
import { ACTS, ROUND_SECONDS } from './acts.js';
import { DemoServer } from './demo-server.js';
import type { DemoWorkerCallbacks } from './demo-worker.js';
import { Dice } from './dice.js';
import { Fleet } from './fleet.js';
import { Narrator } from './narrator.js';
import { Pace } from './pace.js';
import { Scheduler } from './scheduler.js';
import { ServiceNews } from './service-news.js';
import { Story } from './story.js';

export interface DemoOptions {
  readonly workers: number;
  readonly zones: number;
  readonly seed: number;
  /** Factor by which everything is sped up. */
  readonly pace: number;
}

/** One job per second for this many workers: about a third of the slots is in use. */
const WORKERS_A_JOB = 10;
/** When the worker that was registered before it runs starts. */
const LATE_SECONDS = 55;

/**
 * Runs the service with a fleet in which everything happens that can happen to one, until it is halted. It then stops
 * everything and keeps nothing.
 * @param port a free one
 * @param welcome called with the address when the service listens, before anything happens
 * @throws Failure if the service cannot start, or ends unexpectedly
 */
export async function runDemo(
  options: DemoOptions,
  port: number,
  out: Output,
  welcome: (url: string) => void,
  halt: AbortSignal,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'worker-registration-demo-'));
  const server = new DemoServer({ folder, port, pace: options.pace });
  const pace = new Pace(options.pace, halt);
  let fleet: Fleet | undefined;
  try {
    await unlessHalted(halt, server.waitUntilReady());
    const url = `http://127.0.0.1:${port}`;
    if (halt.aborted) return;
    welcome(url);
    const narrator = new Narrator(out);
    fleet = new Fleet(
      { ...options, server: url, folder, longestPauseMs: pace.ms(2) },
      new Dice(options.seed),
      narratedBy(narrator),
    );
    await unlessHalted(
      halt,
      Promise.race([play(fleet, clientOf(url), options, narrator, pace), server.died]),
    );
  } finally {
    fleet?.crashAll();
    await server.stopServer();
    await rm(folder, { recursive: true, force: true });
  }
}

async function play(
  fleet: Fleet,
  client: Client,
  { seed, workers }: DemoOptions,
  narrator: Narrator,
  pace: Pace,
): Promise<void> {
  const dice = new Dice(seed);
  const late = fleet.simulated.at(-1)!;
  await client.post('/register', { ...late.description, expectOnline: false });
  const others = [...fleet.all.values()].filter((worker) => worker !== late);
  await Promise.all(others.map((worker) => worker.startWorker()));
  narrator.narrateEvent('registered', `${others.length} workers have registered, and accept jobs`);
  narrator.narrateWorker(
    'expected',
    late,
    'is registered before it runs: INACTIVE until its first heartbeat',
  );

  const scheduler = new Scheduler(client, fleet.all, dice, pace);
  const news = new ServiceNews(client, narrator, (jobId) => scheduler.placeAgain(jobId), pace);
  const story = new Story({ fleet, client, narrator, pace, dice });
  await Promise.all([
    scheduler.placeJobs(workers / WORKERS_A_JOB),
    news.followService(),
    story.playActs(ACTS, ROUND_SECONDS),
    story.playOnce(LATE_SECONDS, async () => {
      narrator.narrateWorker('starting', late, 'starts');
      await late.startWorker();
    }),
  ]);
}

/** Narrates the workers' registrations only later on: at the start all of them register. */
const narratedBy = (narrator: Narrator): DemoWorkerCallbacks => ({
  registered: (worker, outcome) => {
    if (outcome !== 'created') narrator.narrateWorker('re-registered', worker, 'registers, and keeps its id');
  },
});

/** Ignores the error of a requested halt. */
async function unlessHalted(halt: AbortSignal, work: Promise<void>): Promise<void> {
  const halted = new Promise<void>((resolve) =>
    halt.addEventListener('abort', () => resolve(), { once: true }),
  );
  try {
    await Promise.race([work, ...(halt.aborted ? [] : [halted])]);
  } catch (error) {
    if (!halt.aborted) throw error;
  }
}

/** Requires no credential on this machine, whatever the settings of the command line are. */
const clientOf = (url: string): Client =>
  new Client({ api: `${url}/${DEFAULT_PREFIX}`, typed: url, key: undefined });
