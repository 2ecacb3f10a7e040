import { EventEmitter } from 'node:events';
import type { Clock } from './lease-watch.js';
import type { Moment } from './moment.js';
import { SessionLink, type SessionCallbacks } from './session-link.js';
import type { SessionSocket } from './session-socket.js';

/** A clock that a test moves. */
class ManualClock implements Clock {
  private ms = 0;
  private waiting: { readonly at: number; readonly run: () => void }[] = [];

  now(): Moment {
    return { monotonic: this.ms, uptime: this.ms, wall: this.ms };
  }

  after(ms: number, then: () => void): () => void {
    const timer = { at: this.ms + ms, run: then };
    this.waiting.push(timer);
    return () => (this.waiting = this.waiting.filter((each) => each !== timer));
  }

  /** Moves on, and waits until what arrived meanwhile would have been read. */
  async pass(ms: number): Promise<void> {
    this.ms += ms;
    const due = this.waiting.filter(({ at }) => at <= this.ms);
    this.waiting = this.waiting.filter(({ at }) => at > this.ms);
    for (const { run } of due) run();
    for (let turns = 0; turns < 3; turns += 1) await new Promise((resolve) => setImmediate(resolve));
  }
}

class FakeSocket extends EventEmitter {
  readonly sent: { type: string; ref?: number }[] = [];
  closed: 'politely' | 'at once' | undefined;

  send(text: string): void {
    this.sent.push(JSON.parse(text) as { type: string });
  }

  close(): void {
    this.closed = 'politely';
    this.emit('close');
  }

  terminate(): void {
    this.closed = 'at once';
    this.emit('close');
  }

  brings(...frames: object[]): void {
    for (const frame of frames) this.emit('message', Buffer.from(JSON.stringify(frame)));
  }
}

const BODY = { cpuUsage: 1, memoryUsage: 2, eventLoopLagMs: 3, droppedJobs: [] as string[] };
const READY = { type: 'ready', intervalSeconds: 30, leaseExpiresAt: null };

const linkOver = (socket: object, callbacks: object, clock: Clock) =>
  new SessionLink(socket as SessionSocket, callbacks as SessionCallbacks, clock);

/** A session, the socket below it, and what its callbacks received. */
function opened() {
  const socket = new FakeSocket();
  const clock = new ManualClock();
  const told: unknown[][] = [];
  const note =
    (name: keyof SessionCallbacks) =>
    (...given: unknown[]) =>
      void told.push([name, ...given]);
  const names = [
    'ready',
    'interval',
    'commands',
    'revoked',
    'token',
    'refused',
    'goingAway',
    'closed',
  ] as const;
  const callbacks = Object.fromEntries(names.map((name) => [name, note(name)]));
  const link = linkOver(socket, callbacks, clock);
  socket.brings(READY);
  told.length = 0;
  return { socket, clock, told, link, beat: (body = BODY) => link.sendBeat(body, 90_000, 10_000) };
}

describe('A session of the agent', () => {
  it('begins with the first frame of the service', () => {
    const socket = new FakeSocket();
    const clock = new ManualClock();
    const nothing = (): void => undefined;
    const callbacks = { ready: nothing, interval: nothing, closed: nothing };
    const link = linkOver(socket, callbacks, clock);
    socket.brings({ type: 'going-away', retryAfterMs: 5 });
    expect(link.isOpen).toBe(false);
    socket.brings(READY);
    expect(link.isOpen).toBe(true);
  });

  it('answers a heartbeat as HTTP does, with the orders and the revoked jobs known now', async () => {
    const { socket, beat } = opened();
    socket.brings({ type: 'command', commands: ['drain'] }, { type: 'revoked', revokedJobs: ['a', 'b'] });
    const answer = beat({ ...BODY, droppedJobs: ['a'] });
    expect(socket.sent).toEqual([{ type: 'beat', ref: 1, ...BODY, droppedJobs: ['a'] }]);
    socket.brings({ type: 'ack' }, { type: 'ack', ref: 1, leaseExpiresAt: null, warnings: ['x'] });
    expect(await answer).toEqual({
      kind: 'taken',
      reply: {
        accessToken: undefined,
        commands: ['drain'],
        // The service has confirmed that `a` was dropped.
        revokedJobs: ['b'],
        warnings: ['x'],
        intervalMs: 30_000,
        leaseMs: 90_000,
      },
    });
    const next = beat();
    socket.brings({ type: 'ack', ref: 2 });
    // The service repeats the jobs after each acknowledgement, until they are dropped.
    expect(await next).toMatchObject({ reply: { revokedJobs: [] } });
  });

  it('passes on what arrives in between', () => {
    const { socket, told } = opened();
    socket.brings(
      { type: 'command', commands: [] },
      { type: 'revoked', revokedJobs: ['a'] },
      { type: 'token', accessToken: 'next' },
      { type: 'token' },
      { type: 'interval', intervalSeconds: 50 },
      { type: 'superseded', by: 'session' },
      { type: 'weather' },
      { type: 'superseded', by: 'process', message: 'Another' },
    );
    socket.emit('message', Buffer.from('{'));
    expect(told).toEqual([
      ['commands', []],
      ['revoked', ['a']],
      ['token', 'next'],
      ['interval', 50_000],
      [
        'refused',
        {
          kind: 'superseded',
          refusal: { status: 409, code: 'superseded', message: 'Another', remedy: undefined },
        },
      ],
    ]);
  });

  it.each([
    [{ status: 409, code: 'superseded', message: 'Another' }, 'superseded'],
    [{ status: 401, code: 'token_expired', message: 'Expired' }, 'token-ended'],
    [{ status: 400, code: 'validation_failed', message: 'No' }, 'refused'],
  ])('answers a heartbeat with the meaning of its refusal: %j', async (problem, kind) => {
    const { socket, beat, told } = opened();
    const answer = beat();
    socket.brings({ type: 'refused', ref: 1, ...problem });
    expect(await answer).toMatchObject({ kind, refusal: problem });
    expect(told).toEqual([]);
  });

  it('leaves a heartbeat to HTTP if the service cannot accept it now', async () => {
    const { socket, beat, link } = opened();
    const answer = beat();
    socket.brings({ type: 'refused', ref: 1, status: 503, code: 'database_unavailable', message: 'Down' });
    expect([await answer, link.isOpen]).toEqual([undefined, true]);
  });

  it('ends without an answer in time, with a farewell, and leaves the heartbeat to HTTP', async () => {
    const { socket, clock, beat, told, link } = opened();
    const answer = beat();
    await clock.pass(9999);
    expect(link.isOpen).toBe(true);
    await clock.pass(1);
    expect(await answer).toBeUndefined();
    expect([socket.sent.at(-1), socket.closed]).toEqual([{ type: 'bye' }, 'politely']);
    expect(told).toEqual([['closed', true]]);
  });

  it('ends if nothing arrives for 20 s, not even a ping', async () => {
    const { socket, clock, told, link } = opened();
    await clock.pass(15_000);
    socket.emit('ping');
    await clock.pass(15_000);
    expect(link.isOpen).toBe(true);
    await clock.pass(6000);
    expect([socket.closed, told]).toEqual(['at once', [['closed', false]]]);
  });

  it('sends no more heartbeats once the service stops, and waits for the answer to the last one', async () => {
    const { socket, beat, told, link } = opened();
    const answer = beat();
    socket.brings({ type: 'going-away', retryAfterMs: 740 });
    expect(link.isOpen).toBe(false);
    socket.brings({ type: 'ack', ref: 1 });
    expect(await answer).toMatchObject({ kind: 'taken' });
    expect(told).toEqual([['goingAway', 740]]);
  });
});
