import type { Answer } from '../../support/api-client.js';
import type { Instance } from '../parts/instance.js';
import { type Answers, OPERATIONS, type OperationName } from './answers.js';

/** An answer that says nothing about the request: it may have taken effect or not. */
export const isOpen = (answer: Answer | undefined): answer is undefined =>
  answer === undefined || answer.status === 503;

interface Request {
  readonly path?: Readonly<Record<string, string>>;
  readonly body?: object;
  readonly token?: string | undefined;
  /** Codes of refusals that are correct here. */
  readonly expected?: readonly string[];
  /** Sends it in another way than over HTTP. */
  readonly over?: (() => Promise<Answer | undefined>) | undefined;
}

/** Time without an answer after which a client switches to another instance. */
const AFTER_SILENCE_MS = 100;

/** Runs one step after the other, and switches to another instance if one does not serve it. */
export abstract class Client {
  protected abstract readonly usualRestMs: number;
  private restsMs: number | undefined;
  /**
   * Something must stay unchanged until it has been compared, because its last outcome was unknown for a
   * while.
   */
  protected frozen = false;

  constructor(
    private readonly instances: readonly Instance[],
    private readonly answers: Answers,
    private at: number,
  ) {}

  /** Milliseconds until its next step; no two clients run in lockstep. */
  get restMs(): number {
    return this.restsMs ?? this.usualRestMs * (0.5 + Math.random());
  }

  /** The instance that it calls now. */
  protected get instance(): Instance {
    return this.instances[this.at % this.instances.length]!;
  }

  /** One step. */
  abstract act(): Promise<void>;

  /** Called after a comparison: unknown outcomes are known now. */
  settle(): void {
    this.frozen = false;
  }

  protected async call(
    operation: OperationName,
    request: Request = {},
    given?: Instance,
  ): Promise<Answer | undefined> {
    const through = given ?? this.instance;
    const { path = {}, body, token, expected = [], over } = request;
    const [method, template] = OPERATIONS[operation];
    const target = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => path[name]!);
    const api = token === undefined ? through.api : through.api.with({ authorization: `Bearer ${token}` });
    const sentAt = Date.now();
    const sent =
      over?.() ??
      api.send<Record<string, unknown>>(method, target, body && JSON.stringify(body), 'application/json');
    const answer = await sent.catch(() => undefined);
    this.answers.add(operation, answer, expected);
    const exchange = { operation, path, body: body as Record<string, unknown> | undefined, sentAt };
    if (answer !== undefined) this.answers.heard({ ...exchange, answeredAt: Date.now() }, answer);
    if (given === undefined) {
      this.restsMs = restAfter(answer);
      if (isOpen(answer)) this.at += 1;
    }
    return answer;
  }
}

/** Returns the Retry-After of an answer; undefined if there is none. */
function restAfter(answer: Answer | undefined): number | undefined {
  if (answer === undefined) return AFTER_SILENCE_MS;
  const seconds = answer.headers.get('retry-after');
  return seconds === null ? undefined : Number(seconds) * 1000 * (1 + Math.random() / 2);
}
