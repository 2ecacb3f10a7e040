import { command } from '../parts/redis.js';
import type { World } from '../parts/world.js';
import type { Fault } from './fault.js';

const hasRedis = ({ redis }: World): boolean => redis !== undefined;

export const redisWiped: Fault = {
  part: 'Redis',
  name: 'Redis is wiped',
  lasts: [0, 500],
  needs: hasRedis,
  async inject({ redis }) {
    const master = await redis!.master();
    for (const server of redis!.servers.length === 2 ? [master] : redis!.servers)
      await command(server, 'FLUSHALL');
    return async () => undefined;
  },
};

/**
 * The server that accepts the writes: a Sentinel then promotes another one, a cluster lacks a third of its
 * slots.
 */
export const redisKilled: Fault = {
  part: 'Redis',
  name: 'Redis is killed',
  lasts: [500, 3000],
  needs: hasRedis,
  async inject({ redis }) {
    const master = await redis!.master();
    await master.kill();
    return () => master.start();
  },
};

export const redisSuspended: Fault = {
  part: 'Redis',
  name: 'Redis is suspended',
  lasts: [1000, 4000],
  needs: hasRedis,
  async inject({ redis }) {
    const master = await redis!.master();
    master.pause();
    return async () => master.resume();
  },
};

/** Clients that know the master continue; without the Sentinel no other is promoted. */
export const sentinelKilled: Fault = {
  part: 'Redis',
  name: 'the Sentinel is killed',
  lasts: [500, 3000],
  needs: ({ redis }) => redis?.sentinel !== undefined,
  async inject({ redis }) {
    await redis!.sentinel!.kill();
    return () => redis!.sentinel!.start();
  },
};

export const redisFailedOver: Fault = {
  part: 'Redis',
  name: 'Redis fails over to its replica',
  lasts: [4000, 6000],
  needs: ({ plan }) => plan.redis === 'sentinel',
  inject: redisKilled.inject,
};
