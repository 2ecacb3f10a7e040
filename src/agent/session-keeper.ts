import { pauseMs, type Backoff } from './backoff.js';
import type { AgentSettings } from './agent-settings.js';
import type { BeatAnswer, BeatBody, BeatWay } from './beat-way.js';
import { isServersFault, meaningOf, type Answer, type Meaning } from './protocol.js';
import type { Registration } from './registration.js';
import type { Servers } from './servers.js';
import { SessionLink, type SessionCallbacks } from './session-link.js';
import { loadSockets, openSocket, type SessionSocket, type SocketClass } from './session-socket.js';

/** The callbacks of `SessionKeeper`. */
export type KeeperCallbacks = Pick<
  SessionCallbacks,
  'interval' | 'commands' | 'revoked' | 'token' | 'refused'
> & {
  /** The next heartbeat should be sent now, by whatever way there is. */
  beatNow(): void;
};

const FIRST_PAUSE_MS = 1000;
/** While servers answer and offer no session, as older ones, or a proxy that passes no upgrades. */
const UNOFFERED = { firstMs: 5000, longestMs: 600_000 };
/** A session that lasted this long ends a series of failures. */
const LASTING_MS = 30_000;
/** The fleet of a broken proxy does not send its heartbeats all at once. */
const SPREAD_MS = 500;

/** Why no session was opened, and the shortest pause that a server asked for. */
interface Failure {
  readonly isOffered: boolean;
  readonly retryAfterMs: number | undefined;
}

const UNREACHABLE: Failure = { isOffered: true, retryAfterMs: undefined };

/** After one of these, a heartbeat over HTTP finds out what to do. */
const FOR_HEARTBEATS: ReadonlySet<Meaning['kind']> = new Set([
  'token-ended',
  'not-registered',
  'superseded',
  'deregistered',
]);

/** Keeps a session open where the service offers one. While there is none, heartbeats take the next way. */
export class SessionKeeper implements BeatWay {
  readonly name = 'session';
  private link: SessionLink | undefined;
  private failures = 0;
  private timer: NodeJS.Timeout | undefined;
  /** Of the current attempt: a later one makes its result irrelevant. */
  private attempt: AbortController | undefined;
  private isOver = false;

  constructor(
    private readonly settings: AgentSettings,
    private readonly registration: Registration,
    private readonly servers: Servers,
    private readonly callbacks: KeeperCallbacks,
  ) {}

  async sendBeat(body: BeatBody): Promise<BeatAnswer | undefined> {
    const { leaseMs, beatAnswerMs } = this.registration.requests;
    if (this.link?.isOpen !== true) return undefined;
    return this.link.sendBeat(body, leaseMs, beatAnswerMs);
  }

  /** Opens a session for a new registration; an older session may be of a record that is gone. */
  openForRegistration(): void {
    const { link } = this;
    this.link = undefined;
    void link?.endSession();
    this.failures = 0;
    this.openIn(0);
  }

  /** Ends the session. @param isWell whether the service knows that this is no crash */
  async closeSession(isWell: boolean): Promise<void> {
    this.isOver = true;
    clearTimeout(this.timer);
    this.attempt?.abort();
    const { link } = this;
    this.link = undefined;
    if (isWell) await link?.endSession();
    else link?.cutConnection();
  }

  /** Bounds of the pauses between attempts while no server answers. */
  private get pauses(): Backoff {
    return { firstMs: FIRST_PAUSE_MS, longestMs: this.settings.longestPauseMs };
  }

  private openIn(ms: number): void {
    if (this.isOver || this.settings.session === 'off') return;
    clearTimeout(this.timer);
    this.attempt?.abort();
    this.timer = setTimeout(() => void this.open(), ms);
  }

  private async open(): Promise<void> {
    const { signal } = (this.attempt = new AbortController());
    const Socket = await loadSockets();
    if (Socket === undefined) return;
    const failure = await this.tryServers(Socket, signal);
    if (signal.aborted || failure === undefined) return;
    this.failures += 1;
    const pause = pauseMs(this.failures, failure.isOffered ? this.pauses : UNOFFERED, Math.random());
    this.openIn(Math.max(pause, failure.retryAfterMs ?? 0));
  }

  /** @returns undefined if a session is open now */
  private async tryServers(Socket: SocketClass, signal: AbortSignal): Promise<Failure | undefined> {
    let failure = UNREACHABLE;
    for (const base of this.servers.inTurn()) {
      const answer = await this.tryServer(Socket, base, signal);
      if (signal.aborted || answer === undefined) return undefined;
      if (answer === 'unreachable') continue;
      const meaning = meaningOf(answer);
      if (FOR_HEARTBEATS.has(meaning.kind)) {
        this.callbacks.beatNow();
        return UNREACHABLE;
      }
      const isOffered = answer.status === 429 || answer.status === 503;
      failure = { isOffered, retryAfterMs: answer.retryAfterMs };
      if (!isServersFault(answer)) break;
    }
    return failure;
  }

  private async tryServer(
    Socket: SocketClass,
    base: string,
    signal: AbortSignal,
  ): Promise<Answer | 'unreachable' | undefined> {
    const { registration, settings } = this;
    const url = new URL(base.replace(/^http/, 'ws') + registration.requests.pathOf('/session'));
    // In the open mode it is the only proof of which process this is.
    url.searchParams.set('bootId', registration.bootId);
    const handshake = { url, credential: registration.accessToken, tls: settings.tls };
    const bounds = { ms: registration.requests.answerMs, signal };
    try {
      return await openSocket(Socket, handshake, (socket) => this.begin(socket, base), bounds);
    } catch {
      return 'unreachable';
    }
  }

  private begin(socket: SessionSocket, base: string): void {
    const openedAt = performance.now();
    const { interval, commands, revoked, token, refused } = this.callbacks;
    const link: SessionLink = new SessionLink(socket, {
      interval,
      commands,
      revoked,
      token,
      ready: () => {
        this.servers.noteAnswer(base);
        this.callbacks.beatNow();
      },
      refused: (meaning) => {
        if (this.link === link) refused(meaning);
      },
      goingAway: (retryAfterMs) => {
        if (this.link !== link) return;
        this.link = undefined;
        this.openIn(retryAfterMs);
      },
      closed: (wasAnswering) => {
        if (this.link === link) this.lost(performance.now() - openedAt, wasAnswering);
      },
    });
    this.link = link;
  }

  /** Without a session and without a heartbeat the worker would be suspect. */
  private lost(lastedMs: number, wasAnswering: boolean): void {
    this.link = undefined;
    this.failures = lastedMs < LASTING_MS ? this.failures + 1 : 1;
    this.openIn(pauseMs(this.failures, this.pauses, Math.random()));
    if (wasAnswering) return;
    setTimeout(() => {
      if (!this.isOver && this.link?.isOpen !== true) this.callbacks.beatNow();
    }, Math.random() * SPREAD_MS);
  }
}
