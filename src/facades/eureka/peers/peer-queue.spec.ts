import type { InstanceStatus } from '../instance.js';
import { Entry } from '../registry.js';
import { readInstance } from '../wire/read-instance.js';
import { PeerQueue, type Lookup } from './peer-queue.js';

const entry = (port: number, overridden: InstanceStatus = 'UNKNOWN'): Entry => {
  const instance = readInstance({ app: 'A', instanceId: 'i', hostName: 'h', port, status: 'UP' }, 'A');
  const status = overridden === 'UNKNOWN' ? 'UP' : overridden;
  const shown = { instance, status, overridden, registeredAt: 1, lastRegisteredAt: 2 };
  return new Entry('id', 'A@i', [], shown, 'mark', 'ACTIVE');
};
const named = { app: 'A', instanceId: 'i' };
const nothing: Lookup = () => undefined;

describe('The queue of a peer', () => {
  let queue: PeerQueue;
  const add = (...causes: Parameters<PeerQueue['addInstance']>[2][]): void => {
    for (const cause of causes) queue.addInstance('A@i', named, cause);
  };
  /** The actions of the next batch, which the peer receives. */
  const send = (find: Lookup): string => {
    const batch = queue.takeBatch(find);
    queue.settleBatch(batch);
    return batch.items.map(({ action }) => action).join(' ');
  };
  beforeEach(() => {
    queue = new PeerQueue();
  });

  it('sends the latest state of an instance once', () => {
    add('registered', 'changed', 'registered');
    expect(send(() => entry(1))).toBe('Register');
    add('changed');
    expect(send(() => entry(1))).toBe('Heartbeat');
    add('changed');
    expect(send(() => entry(2))).toBe('Register');
    add('registered', 'cancelled', 'changed');
    expect(send(() => entry(2))).toBe('Cancel');
    add('cancelled', 'registered');
    expect(send(() => entry(2))).toBe('Register');
    expect(queue.size).toBe(0);
  });

  it('sends overrides in items of their own, and no registration with one', () => {
    add('registered');
    const { items } = queue.takeBatch(() => entry(1, 'OUT_OF_SERVICE'));
    expect(items.map(({ text }) => JSON.parse(text) as object)).toMatchObject([
      { action: 'Register', status: 'UP', instanceInfo: { status: 'UP', overriddenStatus: 'UNKNOWN' } },
      { action: 'StatusUpdate', status: 'OUT_OF_SERVICE' },
    ]);
    add('registered');
    expect(send(() => entry(1))).toBe('Register');
    add('changed');
    expect(send(() => entry(1, 'OUT_OF_SERVICE'))).toBe('Heartbeat StatusUpdate');
    add('changed');
    expect(send(() => entry(1))).toBe('Heartbeat DeleteStatusOverride');
    // The peer itself has set this one.
    queue.noteOverride('A@i', 'OUT_OF_SERVICE');
    add('changed');
    expect(send(() => entry(1, 'OUT_OF_SERVICE'))).toBe('Heartbeat');
  });

  it('waits for a registry that is a little late, twice', () => {
    add('registered');
    expect(send(nothing)).toBe('');
    expect(send(() => entry(1))).toBe('Register');
    add('gone');
    expect(send(() => entry(1))).toBe('');
    expect(send(nothing)).toBe('Cancel');
    add('gone');
    expect([send(() => entry(1)), send(() => entry(1))]).toEqual(['', '']);
    // It has registered again.
    expect(send(() => entry(1))).toBe('Heartbeat');
    add('changed');
    expect(send(nothing)).toBe('');
    expect(queue.size).toBe(0);
  });

  it('takes back what the peer has not received, unless more has happened', () => {
    add('registered');
    const batch = queue.takeBatch(() => entry(1));
    add('changed');
    queue.putBack(batch);
    expect(send(() => entry(1))).toBe('Register');
    add('registered');
    const next = queue.takeBatch(() => entry(1));
    add('cancelled');
    queue.putBack(next);
    expect(send(nothing)).toBe('Cancel');
  });

  it('sends batches of a bounded size', () => {
    for (let n = 0; n < 700; n += 1) queue.addInstance(`A@${n}`, named, 'registered');
    expect(queue.takeBatch(() => entry(1)).items).toHaveLength(500);
    expect(queue.size).toBe(200);
  });
});
