import type { Relay } from '../../support/relay.js';
import type { World } from '../parts/world.js';
import { type Fault, type Heal, oneOf } from './fault.js';

const all = ({ instances }: World): Relay[] =>
  instances.flatMap(({ clients, database }) => [clients, database]);

const clearing = (relays: readonly Relay[]): Heal => {
  return async () => {
    for (const relay of relays) relay.change();
  };
};

export const networkSlow: Fault = {
  part: 'network',
  name: 'the network adds 40 ms in each direction',
  lasts: [2000, 5000],
  async inject(world) {
    for (const relay of all(world)) relay.change({ delayMs: 40 });
    return clearing(all(world));
  },
};

export const networkHalved: Fault = {
  part: 'network',
  name: 'the network has half its bandwidth',
  lasts: [2000, 5000],
  async inject(world) {
    for (const relay of all(world))
      relay.change({ bytesPerSecond: Math.max(2000, relay.bytesPerSecond() / 2) });
    return clearing(all(world));
  },
};

export const connectionsCut: Fault = {
  part: 'network',
  name: 'all connections break',
  lasts: [0, 0],
  async inject(world) {
    for (const relay of all(world)) relay.cut();
    return async () => undefined;
  },
};

export const databaseCutOff: Fault = {
  part: 'network',
  name: 'an instance is cut off from PostgreSQL',
  lasts: [1000, 4000],
  async inject(world, choice) {
    const { database } = oneOf(world, choice);
    await database.shut();
    return () => database.open();
  },
};

export const databaseHalfOpen: Fault = {
  part: 'network',
  name: 'an instance gets no answers from PostgreSQL, and its connections stay open',
  lasts: [2000, 5000],
  async inject(world, choice) {
    const { database } = oneOf(world, choice);
    database.change({ lost: 'down' });
    return clearing([database]);
  },
};

/** Only the service itself can end them. */
export const databaseForgotten: Fault = {
  part: 'network',
  name: 'the connections of an instance to PostgreSQL are dead but stay open',
  lasts: [0, 0],
  async inject(world, choice) {
    oneOf(world, choice).database.forget();
    return async () => undefined;
  },
};

export const clientsHalfOpen: Fault = {
  part: 'network',
  name: 'the answers of an instance are lost',
  lasts: [2000, 5000],
  async inject(world, choice) {
    const { clients } = oneOf(world, choice);
    clients.change({ lost: 'down' });
    return clearing([clients]);
  },
};
