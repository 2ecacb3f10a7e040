import { execFile } from 'node:child_process';
import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Bouncer } from './bouncer.js';
import { Instance } from './instance.js';
import { FaultyPostgres } from './postgres.js';
import { type FaultyRedis, type RedisKind, startFaultyRedis } from './redis.js';

const run = promisify(execFile);

/** What a schedule requires. */
export interface WorldPlan {
  readonly instances: number;
  readonly redis: RedisKind;
  /** All instances reach PostgreSQL through pgbouncer. */
  readonly bouncer?: boolean;
  /** A streaming replica is available. */
  readonly replica?: boolean;
  /** The database is on a disk of 300 MiB, which only root can create. */
  readonly smallDisk?: boolean;
  /** The entry of another build than the one in dist. */
  readonly build?: string;
  /** Settings of the instances, by the names of their environment variables. */
  readonly settings?: Readonly<Record<string, string>>;
  /** The entry of an earlier build, with which all instances start. */
  readonly earlierBuild?: string;
}

/** The service and everything that it depends on; faults can break each part. */
export class World {
  /** The server that currently gets the commits. */
  postgres!: FaultyPostgres;
  replica: FaultyPostgres | undefined;
  redis: FaultyRedis | undefined;
  bouncer: Bouncer | undefined;
  readonly instances: Instance[] = [];
  /** The folder on the small disk. */
  disk: string | undefined;
  private readonly ends: (() => Promise<unknown>)[] = [];

  private constructor(readonly plan: WorldPlan) {}

  static async create(plan: WorldPlan): Promise<World> {
    const world = new World(plan);
    try {
      await world.build();
      return world;
    } catch (error) {
      await world.remove();
      throw error;
    }
  }

  /** All instances at once, as after a power failure. */
  async startInstances(): Promise<void> {
    await Promise.all(this.instances.map((instance) => instance.start(this.plan.earlierBuild)));
  }

  async remove(): Promise<void> {
    for (const end of this.ends.splice(0).toReversed()) await end().catch(console.error);
  }

  /** Cleanups that run at the end, in reverse order. */
  onEnd(end: () => Promise<unknown>): void {
    this.ends.push(end);
  }

  private async build(): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), 'worker-registration-world-'));
    this.onEnd(() => rm(folder, { recursive: true, force: true }));
    if (this.plan.smallDisk) await this.mountDisk();
    const [postgres, redis] = await Promise.all([
      FaultyPostgres.create(this.disk),
      startFaultyRedis(this.plan.redis),
    ]);
    this.onEnd(() => postgres.remove());
    this.onEnd(async () => redis?.stop());
    this.redis = redis;
    this.postgres = postgres;
    if (this.plan.replica) {
      const replica = await postgres.replicate();
      this.replica = replica;
      this.onEnd(() => replica.remove());
    } else await postgres.start();
    const url = await this.wayToDatabase();
    for (let index = 0; index < this.plan.instances; index += 1) {
      const instance = await Instance.create(`instance ${index + 1}`, folder, url, {
        redisUrl: redis?.url,
        build: this.plan.build,
        settings: this.plan.settings,
        ...(this.bouncer === undefined ? {} : { listenerUrl: postgres.url }),
      });
      this.instances.push(instance);
      this.onEnd(() => instance.remove());
    }
  }

  private async wayToDatabase(): Promise<string> {
    if (!this.plan.bouncer) return this.postgres.url;
    const bouncer = await Bouncer.before(this.postgres.url);
    this.bouncer = bouncer;
    this.onEnd(() => bouncer.stop());
    return bouncer.url;
  }

  private async mountDisk(): Promise<void> {
    const disk = await mkdtemp(join(tmpdir(), 'worker-registration-disk-'));
    await run('mount', ['-t', 'tmpfs', '-o', 'size=300m,mode=755', 'tmpfs', disk]);
    this.disk = disk;
    this.onEnd(async () => {
      await run('umount', ['-l', disk]);
      await rm(disk, { recursive: true });
    });
  }
}

/** Returns what this machine lacks for a world of this plan; undefined if it can be created. */
export async function lacking({ bouncer, smallDisk }: WorldPlan): Promise<string | undefined> {
  if (bouncer && !(await Bouncer.isHere())) return 'pgbouncer is not installed';
  if (smallDisk && process.getuid?.() !== 0) return 'only root may mount a small disk';
  return undefined;
}

/** Returns the free bytes of a disk. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
