import { LeaseWatch, type Clock } from './lease-watch.js';

/** A clock that a test moves. */
class ManualClock implements Clock {
  private time = 1000;
  private timers: { at: number; run: () => void }[] = [];

  now(): number {
    return this.time;
  }

  after(ms: number, then: () => void): () => void {
    const timer = { at: this.time + ms, run: then };
    this.timers.push(timer);
    return () => (this.timers = this.timers.filter((each) => each !== timer));
  }

  pass(ms: number): void {
    this.time += ms;
    const due = this.timers.filter(({ at }) => at <= this.time);
    this.timers = this.timers.filter(({ at }) => at > this.time);
    for (const { run } of due) run();
  }
}

describe('A lease', () => {
  let clock: ManualClock;
  let told: (string | number)[];
  const watch = (marginMs?: number) =>
    new LeaseWatch(clock, marginMs, {
      lost: (leftMs) => told.push('lost', leftMs),
      regained: () => told.push('regained'),
    });
  beforeEach(() => {
    clock = new ManualClock();
    told = [];
  });

  it('is lost when a fifth of it is left, and regained when it is renewed', () => {
    const lease = watch();
    lease.renewed(clock.now(), 10_000);
    clock.pass(7999);
    expect(told).toEqual([]);
    clock.pass(1);
    expect(told).toEqual(['lost', 2000]);
    lease.renewed(clock.now(), 10_000);
    expect(told.slice(2)).toEqual(['regained']);
  });

  it('is never lost while it is renewed in time', () => {
    const lease = watch();
    for (let beats = 0; beats < 10; beats += 1) {
      lease.renewed(clock.now(), 10_000);
      clock.pass(7000);
    }
    expect(told).toEqual([]);
  });

  it('counts from when the request was sent, however long the answer took', () => {
    const lease = watch();
    const sentAt = clock.now();
    clock.pass(5000);
    lease.renewed(sentAt, 10_000);
    clock.pass(3000);
    expect(told).toEqual(['lost', 2000]);
  });

  it('leaves half a minute of a long one, or what was set', () => {
    watch().renewed(clock.now(), 300_000);
    clock.pass(270_000);
    watch(100).renewed(clock.now(), 10_000);
    clock.pass(9900);
    expect(told).toEqual(['lost', 30_000, 'lost', 100]);
  });

  it('is not watched any more when the worker has stopped', () => {
    const lease = watch();
    lease.renewed(clock.now(), 10_000);
    lease.stop();
    clock.pass(20_000);
    expect(told).toEqual([]);
  });
});
