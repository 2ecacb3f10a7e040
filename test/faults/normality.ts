import { setTimeout as pause } from 'node:timers/promises';
import type { Witness } from './clients/workers.js';
import type { World } from './parts/world.js';

/** Time limit for a recovery without help. */
export const RECOVERY_LIMIT_MS = 20_000;

interface Summary {
  readonly overall: string;
  readonly redis: { readonly state: string };
}

/**
 * Checks whether everything is as usual: every instance is ready and accepts a heartbeat, and finds the fleet
 * healthy.
 */
export class Normality {
  constructor(
    private readonly world: World,
    private readonly witness: Witness,
    /** Some workers are always silent, and rightly reported. */
    private readonly someAreSilent = false,
  ) {}

  /**
   * Waits for that.
   * @returns how long it took, and what is still missing at the limit
   */
  async returns(): Promise<{ ms: number; missing: string | undefined }> {
    const since = performance.now();
    for (;;) {
      const missing = await this.missing();
      const ms = performance.now() - since;
      if (missing === undefined || ms > RECOVERY_LIMIT_MS) return { ms, missing };
      await pause(50);
    }
  }

  private async missing(): Promise<string | undefined> {
    for (const instance of this.world.instances) {
      const { name } = instance;
      if (!(await instance.ready())) return `${name} is not ready`;
      if (!(await this.witness.beat(instance))) return `${name} accepts no heartbeat`;
      const answer = await instance.api.get('/health/summary').catch(() => undefined);
      if (answer?.status !== 200) return `${name} returns no summary`;
      const { overall, redis } = answer.body as unknown as Summary;
      const fine = this.someAreSilent
        ? overall !== 'CRITICAL' && redis.state === 'connected'
        : overall === 'HEALTHY';
      if (!fine) return `${name} reports ${overall}: ${JSON.stringify(answer.body['reasons'])}`;
    }
    return undefined;
  }
}
