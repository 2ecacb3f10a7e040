import { withDeadline } from './deadline.js';
import type { Request } from './http-client.js';
import { momentNow, type Moment } from './moment.js';
import { orAborted } from './or-aborted.js';
import type { Meaning, Refusal } from './protocol.js';
import type { AgentSettings } from './agent-settings.js';
import type { KeptState } from './state-file.js';
import { readRegistrationReply, type RegistrationReply, type Terms } from './replies.js';
import type { WorkerRequests } from './worker-requests.js';

/** The callbacks of a registration. */
export interface RegistrationCallbacks {
  registered(reply: RegistrationReply, sentAt: Moment): void;
  registering(registering: boolean): void;
  credentials(state: KeptState): void;
  problem(refusal: Refusal): void;
  /** The agent is no longer this worker. */
  over(kind: 'superseded' | 'deregistered', refusal: Refusal): void;
}

/** A refusal that a retry does not change. */
export class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.message);
  }
}

/** How many times a call registers the worker again before it concludes that this does not help. */
const CALL_REGISTRATIONS = 2;

/** Keeps one worker registered, and registers it again when needed, one registration at a time. */
export class Registration {
  private registering: Promise<void> | undefined;
  /** Grows with each registration, so that a call with an older response does not cause another registration. */
  private registrations = 0;
  private ended: Refusal | undefined;

  /**
   * @param state left by the previous process, or by this one
   * @param running the jobs that run at the time of the call
   */
  constructor(
    private readonly settings: AgentSettings,
    readonly requests: WorkerRequests,
    private state: KeptState,
    private readonly running: () => readonly string[],
    private readonly callbacks: RegistrationCallbacks,
  ) {}

  get bootId(): string {
    return this.state.bootId;
  }

  get accessToken(): string | undefined {
    return this.state.accessToken;
  }

  /** The number of registrations so far; for `registerAgain`. */
  get count(): number {
    return this.registrations;
  }

  /** Waits up to `ms` for a registration that is under way. Never throws. */
  async waitUntilSettled(ms: number): Promise<void> {
    await withDeadline({ ms }, (signal) => orAborted(this.registering, signal)).catch(() => undefined);
  }

  /**
   * Registers, or joins a registration under way; resolves when it is done, however long that takes. @throws Refused
   */
  async registerWorker(tokenEnded = false): Promise<void> {
    this.registering ??= this.registerOnce(tokenEnded).finally(() => {
      this.registering = undefined;
      this.callbacks.registering(false);
    });
    return this.registering;
  }

  /** Sends one request as the worker, with its token. */
  askAsWorker(request: Omit<Request, 'credential'>, signal?: AbortSignal): Promise<Meaning> {
    return this.requests.sendRequest({ ...request, credential: this.state.accessToken }, signal);
  }

  /** Retries until there is an answer, across registrations and outages. @throws Refused */
  async callApi(request: Omit<Request, 'credential'>, signal: AbortSignal): Promise<Record<string, unknown>> {
    let registered = 0;
    for (let failures = 1; ; failures += 1) {
      await orAborted(this.registering, signal);
      if (this.ended !== undefined) throw new Refused(this.ended);
      const before = this.registrations;
      const meaning = await this.askAsWorker(request, signal);
      if (meaning.kind === 'done') return meaning.body;
      if (meaning.kind === 'token-ended' || meaning.kind === 'not-registered') {
        registered += 1;
        if (registered > CALL_REGISTRATIONS) throw new Refused(meaning.refusal);
        await orAborted(this.registerAgain(meaning, before), signal);
      } else if (meaning.kind === 'later')
        await this.requests.waitAfter(failures, meaning.retryAfterMs, signal);
      else {
        if (meaning.kind !== 'refused') this.endRegistration(meaning.kind, meaning.refusal);
        throw new Refused(meaning.refusal);
      }
    }
  }

  /**
   * Registers again as a response requires.
   * @param before the number of registrations when the request was sent; a newer one makes another unnecessary
   */
  async registerAgain(
    meaning: Meaning & { kind: 'token-ended' | 'not-registered' },
    before: number,
  ): Promise<void> {
    if (this.registering === undefined && this.registrations !== before) return;
    const tokenEnded = meaning.kind === 'token-ended';
    if (this.registering === undefined && tokenEnded && !meaning.proves)
      this.keep({ accessToken: undefined });
    await this.registerWorker(tokenEnded);
  }

  /** Keeps a renewed token and the length of the lease. */
  noteRenewal(accessToken: string | undefined, { leaseMs }: Pick<Terms, 'leaseMs'>): void {
    this.requests.leaseMs = leaseMs;
    if (accessToken !== undefined) this.keep({ accessToken });
  }

  endRegistration(kind: 'superseded' | 'deregistered', refusal: Refusal): void {
    if (this.ended !== undefined) return;
    this.ended = refusal;
    // A later start uses the join token, if there is one.
    if (refusal.code === 'credentials_revoked') this.keep({ accessToken: undefined });
    this.callbacks.over(kind, refusal);
  }

  private async registerOnce(tokenEnded: boolean): Promise<void> {
    this.callbacks.registering(true);
    if (tokenEnded) await this.requireStillOurs();
    if (!this.state.answered) this.keep({});
    const releasedJobs: string[] = [];
    for (let failures = 1; ; failures += 1) {
      if (this.ended !== undefined) throw new Refused(this.ended);
      const sentAt = momentNow();
      const meaning = await this.askToRegister();
      if (meaning.kind === 'done') {
        const reply = readRegistrationReply(meaning.body);
        if (reply !== undefined) {
          releasedJobs.push(...reply.releasedJobs);
          if (this.state.nextBootId === undefined)
            return this.acceptReply({ ...reply, releasedJobs }, sentAt);
          this.becomeNext(this.state.nextBootId, reply);
          failures = 0;
          continue;
        }
        this.callbacks.problem({ ...NO_REGISTRATION });
      } else if (meaning.kind === 'token-ended' && this.state.accessToken !== undefined) {
        this.callbacks.problem(meaning.refusal);
        this.keep({ accessToken: undefined });
        continue;
      } else if (meaning.kind === 'superseded' || meaning.kind === 'deregistered') {
        this.endRegistration(meaning.kind, meaning.refusal);
        throw new Refused(meaning.refusal);
      } else {
        if (meaning.kind !== 'later') this.refusedFor(meaning.refusal);
        this.callbacks.problem(meaning.refusal);
      }
      await this.requests.waitAfter(failures, meaning.kind === 'later' ? meaning.retryAfterMs : undefined);
    }
  }

  private askToRegister(): Promise<Meaning> {
    const { description, credential, countsJobs } = this.settings;
    const activeJobs = countsJobs ? { activeJobs: this.running() } : {};
    return this.requests.sendRequest({
      method: 'POST',
      path: '/register',
      body: { ...description, ...activeJobs, bootId: this.state.bootId },
      credential: this.state.accessToken ?? credential,
    });
  }

  /** A refused first registration is the program's fault; after a later one, an operator may admit the worker again. */
  private refusedFor(refusal: Refusal): void {
    if (this.registrations === 0) throw new Refused(refusal);
    // Our own token proves our identity, unless another process registered with it.
    if (refusal.code === 'own_token_required' && this.state.accessToken !== undefined) {
      this.endRegistration('superseded', refusal);
      throw new Refused(refusal);
    }
  }

  /**
   * A worker that slept while its token expired may have been taken over, and the token no longer shows it. In open
   * mode `bootId` does, so that the sleeper does not take the worker back from its successor.
   */
  private async requireStillOurs(): Promise<void> {
    const { bootId } = this.state;
    const meaning = await this.requests.sendRequest({
      method: 'POST',
      path: this.requests.pathOf('/heartbeat'),
      body: { bootId },
    });
    if (meaning.kind !== 'superseded' && meaning.kind !== 'deregistered') return;
    this.endRegistration(meaning.kind, meaning.refusal);
    throw new Refused(meaning.refusal);
  }

  /**
   * The service knows this process by the bootId of the previous one, whose registration was not answered. If that
   * one is still running, both would count as the same process: registering with a new bootId makes this one the only
   * one.
   */
  private becomeNext(bootId: string, { id, accessToken }: RegistrationReply): void {
    this.keep({ bootId, nextBootId: undefined, id, accessToken, answered: false });
  }

  private acceptReply(reply: RegistrationReply, sentAt: Moment): void {
    this.registrations += 1;
    this.requests.leaseMs = reply.leaseMs;
    this.keep({ id: reply.id, accessToken: reply.accessToken, answered: true });
    this.callbacks.registered(reply, sentAt);
  }

  private keep(changed: { [Key in keyof KeptState]?: KeptState[Key] | undefined }): void {
    const all = Object.entries({ ...this.state, ...changed }).filter(([, value]) => value !== undefined);
    this.state = Object.fromEntries(all) as unknown as KeptState;
    this.callbacks.credentials(this.state);
  }
}

const NO_REGISTRATION: Refusal = {
  status: 200,
  code: 'unreadable',
  message: "The server's response to a registration is not one of the service",
  remedy: 'Check `server`: is it the address of the service?',
};
