import type { InstanceStatus } from './instance.js';
import { Entry, hashCodeOf, InstanceRegistry } from './registry.js';
import { readInstance } from './wire/read-instance.js';

const entry = (id: string, status: InstanceStatus = 'UP', workerId = id): Entry => {
  const instance = readInstance({ app: 'A', hostName: id }, 'A');
  const shown = { instance, status, overridden: 'UNKNOWN', registeredAt: 1, lastRegisteredAt: 1 } as const;
  return new Entry(id, workerId, [], shown, status);
};
const changesIn = (registry: InstanceRegistry, now: number): string[] =>
  registry.recentChanges(now).map(({ entry: { id }, action }) => `${id} ${action}`);

describe('The registry of instances', () => {
  it('keeps the last change of each instance for three minutes', () => {
    const registry = new InstanceRegistry();
    registry.putEntry(entry('old'), false, 0);
    registry.putEntry(entry('a'), true, 1000);
    registry.putEntry(entry('b'), true, 2000);
    registry.putEntry(entry('a', 'DOWN'), true, 3000);
    registry.dropEntry('old', 4000);
    expect(changesIn(registry, 5000)).toEqual(['b ADDED', 'a MODIFIED', 'old DELETED']);
    expect(changesIn(registry, 182_500)).toEqual(['a MODIFIED', 'old DELETED']);
    expect(hashCodeOf(registry.counts)).toBe('DOWN_1_UP_1_');
  });

  it('shows an instance that was deleted and registered again only as added', () => {
    const registry = new InstanceRegistry();
    registry.putEntry(entry('a', 'UP', 'name'), true, 0);
    registry.dropEntry('a', 1);
    registry.putEntry(entry('b', 'UP', 'name'), true, 2);
    expect(changesIn(registry, 3)).toEqual(['b ADDED']);
    expect(registry.findByName('name')?.id).toBe('b');
    // The old record is read last.
    registry.putEntry(entry('c', 'UP', 'name'), true, 4);
    expect([...registry.all].map(({ id }) => id)).toEqual(['c']);
    expect(hashCodeOf(registry.counts)).toBe('UP_1_');
    registry.dropEntry('b', 5);
    expect(registry.findByName('name')?.id).toBe('c');
  });

  it('does not change if an instance is repeated', () => {
    const registry = new InstanceRegistry();
    registry.putEntry(entry('a'), true, 0);
    const { version } = registry;
    registry.putEntry(entry('a'), true, 1);
    registry.dropEntry('unknown', 2);
    expect(registry.version).toBe(version);
  });
});
