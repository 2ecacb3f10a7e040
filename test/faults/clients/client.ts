import type { Answer } from '../../support/api-client.js';
import type { Instance } from '../parts/instance.js';
import { type Answers, OPERATIONS, type OperationName } from './answers.js';

/** An answer that tells nothing about the request: it may have been done or not. */
export const isOpen = (answer: Answer | undefined): answer is undefined =>
  answer === undefined || answer.status === 503;

interface Request {
  readonly path?: Readonly<Record<string, string>>;
  readonly body?: object;
  readonly token?: string | undefined;
  /** Codes of refusals that are right here. */
  readonly expected?: readonly string[];
}

/** How soon one turns to another instance where nothing was heard. */
const AFTER_SILENCE_MS = 100;

/** Does one thing after the other, and turns to another instance where one does not serve it. */
export abstract class Client {
  protected abstract readonly usualRestMs: number;
  private restsMs: number | undefined;
  /** Something stays as it is until it has been looked at: its last outcome was open for a while. */
  protected frozen = false;

  constructor(
    private readonly instances: readonly Instance[],
    private readonly answers: Answers,
    private at: number,
  ) {}

  /** Until its next step; no two clients go in step. */
  get restMs(): number {
    return this.restsMs ?? this.usualRestMs * (0.5 + Math.random());
  }

  /** One step of its life. */
  abstract act(): Promise<void>;

  /** All was compared: what was open is known now. */
  settle(): void {
    this.frozen = false;
  }

  protected async call(
    operation: OperationName,
    request: Request = {},
    given?: Instance,
  ): Promise<Answer | undefined> {
    const through = given ?? this.instances[this.at % this.instances.length]!;
    const { path = {}, body, token, expected = [] } = request;
    const [method, template] = OPERATIONS[operation];
    const target = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => path[name]!);
    const api = token === undefined ? through.api : through.api.with({ authorization: `Bearer ${token}` });
    const answer = await api
      .send<Record<string, unknown>>(method, target, body && JSON.stringify(body), 'application/json')
      .catch(() => undefined);
    this.answers.add(operation, answer, expected);
    if (given === undefined) {
      this.restsMs = restAfter(answer);
      if (isOpen(answer)) this.at += 1;
    }
    return answer;
  }
}

/** What an answer asks for; undefined where it leaves that to the client. */
function restAfter(answer: Answer | undefined): number | undefined {
  if (answer === undefined) return AFTER_SILENCE_MS;
  const seconds = answer.headers.get('retry-after');
  return seconds === null ? undefined : Number(seconds) * 1000 * (1 + Math.random() / 2);
}
