import type { Renewal } from '../store/renewal-row.js';
import { UnchangedScene } from '../../../../test/support/unchanged-scene.js';

describe('A heartbeat that changes nothing', () => {
  let scene: UnchangedScene;
  beforeEach(() => (scene = new UnchangedScene()));
  afterEach(() => jest.restoreAllMocks());

  it('is answered with the stored lease until half of it has passed', () => {
    scene.write();
    const stored = new Date(scene.now).toISOString();
    const answers = [30, 30, 30, 30, 29].map((seconds) => {
      scene.pass(seconds);
      return scene.beats.answerUnchanged(scene.beat())?.renewedAt;
    });
    scene.pass(1);
    expect(answers).toEqual(Array.from({ length: 5 }, () => stored));
    expect(scene.skips()).toBe(false);
  });

  it.each([
    ['with another report', { currentJobCount: 2 }, false],
    ['with less in its report', { currentJobCount: undefined }, false],
    ['without a report', { status: undefined, currentJobCount: undefined }, true],
    ['of another process', { bootId: 'boot-2' }, false],
    ['of another incarnation', { incarnation: 2 }, false],
    ['of another scope', { scope: '{}' }, false],
    ['that drops jobs', { droppedJobs: ['job-1'] }, false],
    ['that drops none', { droppedJobs: [] }, true],
  ])('is one %s: %j, without a write: %s', (_, given, skipped) => {
    scene.write();
    scene.pass(30);
    expect(scene.skips(given)).toBe(skipped);
  });

  it.each<[string, (scene: UnchangedScene) => void]>([
    ['the worker has changed', ({ changed, id }) => changed([id])],
    ['any worker may have changed', ({ changed }) => changed(undefined)],
    ['another instance has renewed its lease', ({ moved, id }) => moved(id)],
    ['notifications of others may have been lost', ({ moved }) => moved(undefined)],
    ['its session was lost', ({ lostSession, id }) => lostSession(id)],
    ['the instance had a gap', ({ gap }) => gap()],
    ['it has registered here', ({ beats, id }) => beats.noteRegistered(id)],
    ['its lease has ended', ({ source, id }) => source.forget(id)],
    ['it was found late', (each) => (each.isFoundLate = true)],
    ['notifications do not arrive', (each) => (each.isLive = false)],
    ['changes are not known', (each) => (each.isCurrent = false)],
    [
      'an earlier one is being written',
      ({ beats, ...each }) => void beats.toWrite({ id: each.id, count: 1, shown: false }),
    ],
  ])('is written if %s', (_, happens) => {
    scene.write();
    scene.pass(1);
    happens(scene);
    expect(scene.skips()).toBe(false);
  });

  it.each<[string, Partial<Renewal>]>([
    ['is not settled', { isSettled: false }],
    ['has left', { presence: 'LEFT' }],
    ['needs three heartbeats within its lease', { leaseSeconds: 90 }],
  ])('is written if the worker %s', (_, renewal) => {
    scene.write({}, renewal);
    scene.pass(1);
    expect(scene.skips()).toBe(false);
  });

  it('is written while a later one waits', () => {
    scene.write({}, {}, false);
    expect(scene.skips()).toBe(false);
  });

  it('is written if the worker changed while the one before it was written', () => {
    const written = scene.beats.toWrite(scene.beat());
    const begun = scene.now;
    scene.pass(0.1);
    scene.changed([scene.id]);
    scene.pass(0.1);
    const renewal = {
      renewedAt: new Date(begun).toISOString(),
      leaseSeconds: null,
      presence: 'PRESENT',
    } as const;
    const facts = { isSettled: true, movedFrom: undefined, intervalSeconds: 30, state: undefined } as const;
    const others = { orderKind: null, hasRevokedJobs: false, endsSilence: false } as const;
    scene.beats.noteStored(written, { ...renewal, ...facts, ...others }, begun, true);
    expect(scene.skips()).toBe(false);
  });

  it('is written if it is late by more than half of the floor, and carries the lateness', () => {
    scene.write();
    scene.pass(36);
    expect(scene.skips()).toBe(false);
    expect(scene.write().late).toBeCloseTo(6);
  });

  it('leaves its count and the worst lateness for the next one that is written', () => {
    scene.write();
    for (const seconds of [34, 20, 20]) {
      scene.pass(seconds);
      expect(scene.skips()).toBe(true);
    }
    const written = scene.write({ currentJobCount: 2 });
    const next = scene.write();
    expect(written).toMatchObject({ count: 1, unwritten: 3 });
    expect(written.late).toBeCloseTo(4);
    expect([next.unwritten, next.late]).toEqual([0, 0]);
  });

  it('leaves them for a later one if that is not written', () => {
    scene.write();
    for (const seconds of [34, 20]) {
      scene.pass(seconds);
      expect(scene.skips()).toBe(true);
    }
    const refused = scene.beats.toWrite(scene.beat({ incarnation: 1 }));
    const meanwhile = scene.write();
    scene.beats.noteNotStored(refused);
    expect([refused.unwritten, refused.late, meanwhile.unwritten]).toEqual([2, 4, 0]);
    expect(scene.write()).toMatchObject({ unwritten: 2, late: 4 });
    expect(scene.write()).toMatchObject({ unwritten: 0, late: 0 });
  });

  it('is counted although its worker registers, or turns to another instance and comes back', () => {
    scene.write();
    scene.pass(34);
    scene.skips();
    scene.moved(scene.id);
    scene.pass(400);
    expect(scene.source.take(scene.id)).toMatchObject({ count: 1, lateSeconds: 10 });
    scene.source.giveBack({
      id: scene.id,
      count: 1,
      worstLate: 0,
      heardSecondsAgo: undefined,
      lateSeconds: 10,
    });
    expect(scene.write()).toMatchObject({ unwritten: 1, late: undefined });
  });

  it('counts only when it is answered', () => {
    scene.write();
    scene.pass(30);
    expect(scene.beats.isUnchanged(scene.beat())).toBe(true);
    expect(scene.write().unwritten).toBe(0);
  });

  it('is taken back from the lease watch if that cannot write it', () => {
    scene.write();
    scene.pass(34);
    scene.skips({ shown: undefined });
    scene.pass(41);
    scene.source.giveBack(scene.source.take(scene.id)!);
    expect(scene.source.take(scene.id)).toMatchObject({ count: 1, worstLate: 4 });
  });

  it('is sent to the lease watch when its worker is late', () => {
    scene.write();
    scene.pass(20);
    scene.skips({ shown: undefined });
    scene.pass(41);
    expect(scene.source.take(scene.id)).toEqual({
      id: scene.id,
      count: 1,
      worstLate: 0,
      heardSecondsAgo: 41,
      lateSeconds: 12.5,
    });
    expect(scene.source.take(scene.id)).toMatchObject({ count: 0 });
  });

  it('gets an interval that matches the stored lease, even in a fleet that has grown', () => {
    scene.write();
    scene.longestSeconds = 100;
    for (const seconds of [30, 70]) {
      scene.pass(seconds);
      scene.noted.push(scene.beats.answerUnchanged(scene.beat())!.intervalSeconds);
    }
    // 150 s after the write the row expects it for another 30 s.
    expect(scene.noted[0]).toBeGreaterThan(85);
    expect(scene.noted[1]).toBeLessThanOrEqual(80);
  });

  it('notifies the instance from which a worker came', () => {
    scene.write({}, { movedFrom: 7 });
    expect(scene.noted).toEqual([7]);
  });

  it('is written if the setting is each', () => {
    const each = new UnchangedScene('each');
    each.write();
    expect(each.skips()).toBe(false);
  });
});
