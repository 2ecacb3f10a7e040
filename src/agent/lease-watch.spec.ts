import { LeaseWatch, type Clock } from './lease-watch.js';
import type { Moment } from './moment.js';

/** A clock that a test moves. */
class ManualClock implements Clock {
  private time = 1000;
  private asleep = 0;
  private timers: { at: number; run: () => void }[] = [];

  now(): Moment {
    const uptime = this.time + this.asleep;
    return { monotonic: this.time, uptime, wall: uptime };
  }

  after(ms: number, then: () => void): () => void {
    const timer = { at: this.time + ms, run: then };
    this.timers.push(timer);
    return () => (this.timers = this.timers.filter((each) => each !== timer));
  }

  /** Suspends the machine as on Linux: the monotonic clock and the timers stand still. */
  suspend(ms: number): void {
    this.asleep += ms;
  }

  pass(ms: number): void {
    const end = this.time + ms;
    for (;;) {
      const [next] = this.timers.filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.timers = this.timers.filter((each) => each !== next);
      this.time = next.at;
      next.run();
    }
    this.time = end;
  }
}

describe('A lease', () => {
  let clock: ManualClock;
  let calls: (string | number)[];
  const watch = (marginMs?: number) =>
    new LeaseWatch(clock, marginMs, {
      lost: (leftMs) => calls.push('lost', leftMs),
      regained: () => calls.push('regained'),
    });
  beforeEach(() => {
    clock = new ManualClock();
    calls = [];
  });

  it('is lost when a fifth of it is left, and regained when it is renewed', () => {
    const lease = watch();
    lease.noteRenewal(clock.now(), 10_000);
    clock.pass(7999);
    expect(calls).toEqual([]);
    clock.pass(1);
    expect(calls).toEqual(['lost', 2000]);
    lease.noteRenewal(clock.now(), 10_000);
    expect(calls.slice(2)).toEqual(['regained']);
  });

  it('is never lost while it is renewed in time', () => {
    const lease = watch();
    for (let beats = 0; beats < 10; beats += 1) {
      lease.noteRenewal(clock.now(), 10_000);
      clock.pass(7000);
    }
    expect(calls).toEqual([]);
  });

  it('counts from when the request was sent, however long the response took', () => {
    const lease = watch();
    const sentAt = clock.now();
    clock.pass(5000);
    lease.noteRenewal(sentAt, 10_000);
    clock.pass(3000);
    expect(calls).toEqual(['lost', 2000]);
  });

  it('reserves half a minute of a long lease, or the configured margin', () => {
    watch().noteRenewal(clock.now(), 300_000);
    clock.pass(270_000);
    watch(100).noteRenewal(clock.now(), 10_000);
    clock.pass(9900);
    expect(calls).toEqual(['lost', 30_000, 'lost', 100]);
  });

  it('is lost within a second of the end of a suspend that outlasted it', () => {
    const lease = watch();
    lease.noteRenewal(clock.now(), 300_000);
    clock.pass(10_500);
    clock.suspend(3_600_000);
    clock.pass(1000);
    expect(calls).toEqual(['lost', 0]);
  });

  it('is no longer watched after the worker has stopped', () => {
    const lease = watch();
    lease.noteRenewal(clock.now(), 10_000);
    lease.stopWatching();
    clock.pass(20_000);
    expect(calls).toEqual([]);
  });
});
