import { setTimeout as pause } from 'node:timers/promises';
import { GONE_AFTER_MS } from '../../../src/platform/instance/instance.js';
import type { Instance } from '../parts/instance.js';
import { LEASE_MS } from '../parts/instance.js';
import type { World } from '../parts/world.js';
import { type Fault, oneOf } from './fault.js';

const each = (world: World, work: (instance: Instance) => unknown): Promise<unknown> =>
  Promise.all(world.instances.map(work));

export const instanceKilled: Fault = {
  part: 'instances',
  name: 'an instance is killed',
  lasts: [300, 2000],
  async inject(world, choice) {
    const instance = oneOf(world, choice);
    await instance.end('SIGKILL');
    return () => instance.start();
  },
};

export const allKilled: Fault = {
  part: 'instances',
  name: 'all instances are killed, for longer than a lease',
  lasts: [LEASE_MS + 500, LEASE_MS + 1500],
  async inject(world) {
    await each(world, (instance) => instance.end('SIGKILL'));
    return () => world.startInstances();
  },
};

/**
 * Kills the successor as soon as it is ready, after it has declared the others gone: for most workers there
 * was no instance at all.
 */
export const successorKilled: Fault = {
  part: 'instances',
  name: 'all instances are killed, and so is the one that takes their place',
  // Longer than a lease and the retry time that each gap is worth.
  lasts: [LEASE_MS + 5000, LEASE_MS + 6000],
  async inject(world, choice) {
    await each(world, (instance) => instance.end('SIGKILL'));
    await pause(GONE_AFTER_MS + 1000);
    const successor = oneOf(world, choice);
    await successor.start();
    await successor.end('SIGKILL');
    return () => world.startInstances();
  },
};

export const instanceRestarted: Fault = {
  part: 'instances',
  name: 'an instance is stopped and started',
  lasts: [0, 1000],
  async inject(world, choice) {
    const instance = oneOf(world, choice);
    await instance.end('SIGTERM');
    return () => instance.start();
  },
};

export const instanceSuspended: Fault = {
  part: 'instances',
  name: 'an instance is suspended',
  lasts: [1500, 4000],
  async inject(world, choice) {
    const instance = oneOf(world, choice);
    instance.signal('SIGSTOP');
    return async () => instance.signal('SIGCONT');
  },
};

export const allSuspended: Fault = {
  part: 'instances',
  name: 'all instances are suspended, for longer than a lease',
  lasts: [LEASE_MS + 500, LEASE_MS + 1500],
  async inject(world) {
    await each(world, (instance) => instance.signal('SIGSTOP'));
    return async () => void (await each(world, (instance) => instance.signal('SIGCONT')));
  },
};

export const instanceStarved: Fault = {
  part: 'instances',
  name: 'an instance gets a tenth of its CPU time',
  lasts: [2000, 6000],
  async inject(world, choice) {
    const instance = oneOf(world, choice);
    instance.starve();
    return async () => instance.recoverBreath();
  },
};

export const clockMoved: Fault = {
  part: 'instances',
  name: 'the clock of an instance is an hour ahead',
  lasts: [1500, 4000],
  async inject(world, choice) {
    const instance = oneOf(world, choice);
    instance.signal('SIGUSR2');
    return async () => instance.signal('SIGUSR2');
  },
};

/** The first one migrates while the others, of the earlier version, keep running. */
export const rollingUpdate: Fault = {
  part: 'instances',
  name: 'a rolling update, the earlier version beside the new one',
  lasts: [0, 0],
  needs: ({ plan }) => plan.earlierBuild !== undefined,
  async inject({ instances }) {
    for (const instance of instances) {
      await instance.end('SIGTERM');
      await instance.start();
    }
    return async () => undefined;
  },
};
