import { fc } from '../support/chances.js';
import type { Fault } from './faults/fault.js';
import * as instance from './faults/instance-faults.js';
import * as network from './faults/network-faults.js';
import * as postgres from './faults/postgres-faults.js';
import * as redis from './faults/redis-faults.js';
import { workerReported } from './faults/report-faults.js';
import * as workers from './faults/worker-faults.js';
import { RARE_SWEEPS_MS } from './parts/instance.js';
import { letTimePass } from './parts/passing-time.js';
import type { World, WorldPlan } from './parts/world.js';

/** One or more faults at once, and how long they last together. */
export interface Step {
  readonly faults: readonly Fault[];
  /** From the minimum duration of the longest fault (0) to its maximum (1). */
  readonly length: number;
  /** Number by which each fault chooses its targets. */
  readonly choice: number;
}

export interface Schedule {
  readonly name: string;
  readonly world: WorldPlan;
  readonly steps: (seed: number) => readonly Step[];
  /** A life in which workers join and leave continually. */
  readonly long?: {
    /** Number of places for such workers. */
    readonly guests: number;
    /** No step begins later. */
    readonly lastsMs: number;
    /** Runs after each step. */
    readonly pass: (world: World) => Promise<void>;
  };
}

const TWO = { instances: 2, redis: 'single' } as const;
const THREE = { instances: 3, redis: 'single' } as const;

/** The seed determines the targets and durations; the order is as written. */
const inTurn =
  (...faults: Fault[]) =>
  (seed: number): Step[] => {
    const drawn = fc.sample(chance, { seed, numRuns: faults.length });
    return faults.map((fault, index) => ({ faults: [fault], ...drawn[index]! }));
  };

// Drawn evenly: of all floating-point numbers up to 1 nearly all are next to 0, and numbers of tests prefer the bounds.
const chances = {
  length: fc.noBias(fc.integer({ min: 0, max: 1000 })).map((part) => part / 1000),
  choice: fc.noBias(fc.nat(1000)),
};
const chance = fc.record(chances);

const OF_INSTANCES: readonly Fault[] = [
  instance.instanceKilled,
  instance.instanceRestarted,
  instance.instanceSuspended,
  instance.instanceStarved,
  instance.clockMoved,
  instance.allKilled,
  instance.allSuspended,
];

/** Faults that end a process. */
const DEADLY: ReadonlySet<Fault> = new Set([instance.instanceKilled, instance.instanceRestarted]);

const EVERYWHERE: readonly Fault[] = [
  ...OF_INSTANCES,
  postgres.postgresCrashed,
  postgres.postgresRestarted,
  postgres.backendKilled,
  postgres.postgresSuspended,
  postgres.connectionsExhausted,
  postgres.tableLocked,
  postgres.rowsLocked,
  redis.redisWiped,
  redis.redisKilled,
  redis.redisSuspended,
  network.networkSlow,
  network.networkHalved,
  network.connectionsCut,
  network.databaseCutOff,
  network.databaseHalfOpen,
  network.databaseForgotten,
  network.clientsHalfOpen,
];

/** Steps; every third one has two concurrent faults. */
const atRandom = (given: readonly Fault[], numRuns: number, seed: number): Step[] => {
  const fault = fc.constantFrom(...given);
  // Workers that fall silent during an outage need not be detected.
  const ours = fault.filter(({ part }) => part !== 'workers');
  const step = fc.record({
    faults: fc.oneof(
      { weight: 2, arbitrary: fc.tuple(fault) },
      {
        weight: 1,
        arbitrary: fc.uniqueArray(ours, { minLength: 2, maxLength: 2, selector: ({ part }) => part }),
      },
    ),
    ...chances,
  });
  return fc.sample(step, { seed, numRuns });
};

/** The first instance lives from the beginning to the end, so that its memory can be compared. */
const sparingTheFirst = ({ inject, ...fault }: Fault): Fault => ({
  ...fault,
  inject: (world, choice, crowd) => inject(world, 1 + (choice % (world.instances.length - 1)), crowd),
});

/**
 * Intervals are some hundred times shorter than by default, but a process is suspended, and a lease ends,
 * only a few times faster: five minutes correspond to eight hours for cleanups, and twenty for sweeps.
 */
const EIGHT_HOURS: Schedule = {
  name: 'eight-hours',
  world: {
    ...THREE,
    settings: {
      JOBSCHEDULER_WORKER_CLEANUP_THRESHOLD_MINUTES: '0.15',
      JOBSCHEDULER_WORKER_CLEANUP_INTERVAL_MS: '5000',
    },
  },
  steps: (seed) =>
    atRandom(
      EVERYWHERE.filter((fault) => fault !== instance.allKilled)
        .map((fault) => (DEADLY.has(fault) ? sparingTheFirst(fault) : fault))
        .concat(workers.workersSilent),
      200,
      seed,
    ),
  long: { guests: 12, lastsMs: 300_000, pass: letTimePass },
};

/**
 * Workers are cleaned up, and their losses acknowledged, within seconds. Sweeps are rarer than in the other schedules, so
 * that the watch of leases has to find deaths, and its first verdict fails a worker.
 */
const DEATHS: Schedule = {
  name: 'deaths',
  world: {
    ...TWO,
    settings: {
      JOBSCHEDULER_WORKER_HEALTH_CHECK_INTERVAL_MS: String(RARE_SWEEPS_MS),
      JOBSCHEDULER_WORKER_MAX_CONSECUTIVE_FAILURES: '1',
      JOBSCHEDULER_WORKER_CLEANUP_THRESHOLD_MINUTES: '0.05',
      JOBSCHEDULER_WORKER_CLEANUP_INTERVAL_MS: '1000',
      // Refused connections prove deaths; no round of probes disturbs that.
      JOBSCHEDULER_WORKER_RECONNECT_ENABLED: 'true',
      JOBSCHEDULER_WORKER_RECONNECT_INTERVAL_MS: '2000000000',
    },
  },
  steps: (seed) => {
    const others = [instance.instanceKilled, postgres.backendKilled, network.networkSlow];
    const steps = inTurn(workerReported, workers.workersDie, ...others)(seed);
    return steps.map((step) =>
      step.faults[0]!.part === 'workers' ? step : { ...step, faults: [...step.faults, workers.workersDie] },
    );
  },
};

/** The schedule that runs with all other tests, in less than half a minute. */
export const SHORT: Schedule = {
  name: 'short',
  world: TWO,
  steps: (seed) =>
    inTurn(
      instance.instanceKilled,
      postgres.postgresCrashed,
      redis.redisKilled,
      network.connectionsCut,
    )(seed).map((step) => ({ ...step, length: 0 })),
};

export const SCHEDULES: readonly Schedule[] = [
  {
    name: 'instances',
    world: THREE,
    steps: inTurn(
      ...OF_INSTANCES,
      // Not beside others: its successor could not start without PostgreSQL.
      instance.successorKilled,
      workers.workersSilent,
      workers.workersSilentBesideLockedRow,
    ),
  },
  {
    name: 'postgres',
    world: TWO,
    steps: inTurn(
      postgres.postgresCrashed,
      postgres.postgresRestarted,
      postgres.backendKilled,
      postgres.postgresAway,
      postgres.postgresSuspended,
      postgres.connectionsExhausted,
      postgres.tableLocked,
      postgres.rowsLocked,
    ),
  },
  {
    name: 'network',
    world: TWO,
    steps: inTurn(
      network.networkSlow,
      network.networkHalved,
      network.connectionsCut,
      network.databaseCutOff,
      network.databaseHalfOpen,
      network.clientsHalfOpen,
      network.databaseForgotten,
    ),
  },
  {
    name: 'redis',
    world: TWO,
    steps: inTurn(redis.redisWiped, redis.redisKilled, redis.redisSuspended),
  },
  {
    name: 'sentinel',
    world: { instances: 2, redis: 'sentinel' },
    steps: inTurn(redis.redisWiped, redis.sentinelKilled, redis.redisFailedOver, redis.redisFailedOver),
  },
  {
    name: 'cluster',
    world: { instances: 2, redis: 'cluster' },
    steps: inTurn(redis.redisWiped, redis.redisKilled, redis.redisSuspended),
  },
  {
    name: 'fail-over',
    world: { ...TWO, replica: true },
    steps: inTurn(instance.instanceKilled, postgres.failOver, postgres.postgresCrashed),
  },
  {
    name: 'full-disk',
    world: { ...TWO, smallDisk: true },
    steps: inTurn(postgres.diskFull, postgres.diskFull),
  },
  {
    name: 'pgbouncer',
    world: { ...TWO, bouncer: true },
    steps: inTurn(
      postgres.postgresCrashed,
      postgres.bouncerSuspended,
      postgres.bouncerKilled,
      postgres.rowsLocked,
      instance.instanceKilled,
      network.connectionsCut,
    ),
  },
  {
    name: 'rolling-update',
    world: { ...THREE, earlierBuild: 'the last one before the schema changed' },
    steps: inTurn(instance.rollingUpdate),
  },
  DEATHS,
  EIGHT_HOURS,
  { name: 'random', world: THREE, steps: (seed) => atRandom(EVERYWHERE, 12, seed) },
];
