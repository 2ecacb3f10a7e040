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

/** What a schedule needs to be there. */
export interface WorldPlan {
  readonly instances: number;
  readonly redis: RedisKind;
  /** The way of all instances to PostgreSQL leads through pgbouncer. */
  readonly bouncer?: boolean;
  /** A streaming replica stands by. */
  readonly replica?: boolean;
  /** The database lives on a disk of 300 MiB, which takes root to make. */
  readonly smallDisk?: boolean;
  /** The entry of another build than the one in dist. */
  readonly build?: string;
  /** Settings of the instances, by the names of their environment variables. */
  readonly settings?: Readonly<Record<string, string>>;
  /** The entry of an earlier build, which all instances start with. */
  readonly earlierBuild?: string;
}

/** The service and all that it depends on, each part at the mercy of a fault. */
export class World {
  /** To which commits go now. */
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

  /** All instances at once, as after a power cut. */
  async startInstances(): Promise<void> {
    await Promise.all(this.instances.map((instance) => instance.start(this.plan.earlierBuild)));
  }

  async remove(): Promise<void> {
    for (const end of this.ends.splice(0).toReversed()) await end().catch(console.error);
  }

  /** Ends with the world, in the reverse order of their beginnings. */
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

/** What a world of this plan lacks on this machine; undefined where it can be made. */
export async function lacking({ bouncer, smallDisk }: WorldPlan): Promise<string | undefined> {
  if (bouncer && !(await Bouncer.isHere())) return 'pgbouncer is not installed';
  if (smallDisk && process.getuid?.() !== 0) return 'only root may mount a small disk';
  return undefined;
}

/** Bytes that a disk still takes. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
