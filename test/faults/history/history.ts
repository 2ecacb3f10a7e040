import { LeaseModel } from './lease-model.js';

/** A line of the journal, as far as it is a step of the model. */
export interface HistoryLine {
  readonly type: string;
  readonly id: string;
  readonly at: Date;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** What a client was answered, by the clock of the machine on which the database runs too. */
export type Told = { readonly sentAt: number; readonly answeredAt: number } & (
  | {
      readonly kind: 'lease';
      /** The record of the worker. */
      readonly id: string;
      /** The process, if its request named it. */
      readonly boot: string | undefined;
      readonly incarnation: number;
      readonly leaseEnd: number;
    }
  | { readonly kind: 'fence'; readonly job: string; readonly workerId: string; readonly fence: number }
);

/** A step that the model forbids. */
export interface Forbidden {
  readonly step: string;
  readonly why: string;
}

/**
 * Replays what a service did against the model: the journal in its order, and before each line the answers that clients
 * had by then. Continues as a history grows.
 */
export class History {
  private readonly model = new LeaseModel();
  private waiting: Told[] = [];
  private readonly fences = new Map<string, string>();

  /** Adds an answer. */
  told(answer: Told): void {
    this.waiting.push(answer);
  }

  /**
   * Takes all steps up to now.
   * @param lines the new lines of the journal
   * @returns the forbidden steps, the first one first
   */
  replay(lines: readonly HistoryLine[]): Forbidden[] {
    const answers = this.waiting.sort((a, b) => a.answeredAt - b.answeredAt);
    this.waiting = [];
    const forbidden: Forbidden[] = [];
    const take = (step: string, why: string | undefined): void =>
      void (why === undefined || forbidden.push({ step, why }));
    let next = 0;
    const answersUntil = (at: number): void => {
      for (; next < answers.length && answers[next]!.answeredAt < at; next += 1)
        take(...this.answer(answers[next]!));
    };
    for (const line of lines) {
      answersUntil(line.at.getTime());
      take(`${line.type} ${line.id} ${JSON.stringify(line.detail)}`, this.line(line));
    }
    answersUntil(Infinity);
    return forbidden;
  }

  private answer(told: Told): [step: string, why: string | undefined] {
    if (told.kind === 'fence') {
      const { job, workerId, fence } = told;
      const key = `${job} ${fence}`;
      const other = this.fences.get(key) ?? workerId;
      this.fences.set(key, workerId);
      return [
        `an answer: ${job} for ${workerId} with fence ${fence}`,
        other === workerId ? undefined : `${other} was given the same fence`,
      ];
    }
    const { id, boot, incarnation } = told;
    return [
      `an answer: ${id}, process ${boot ?? 'unnamed'}, incarnation ${incarnation}`,
      (boot === undefined ? undefined : this.model.introduce(id, incarnation, boot)) ??
        this.model.acknowledge(id, told),
    ];
  }

  private line({ type, id, at, detail }: HistoryLine): string | undefined {
    const { model } = this;
    const [job, fence] = [String(detail['jobId']), detail['fence'] as number | undefined];
    switch (type) {
      case 'registered':
      case 'replaced':
        return model.register(id, Number(detail['incarnation'] ?? 1), false);
      case 're-registered':
        return model.register(id, Number(detail['incarnation']), detail['outcome'] === 'refreshed');
      case 'job-assigned':
        return model.assign(job, id, fence);
      case 'job-ended':
      case 'job-released':
        return model.end(job, id, fence);
      case 'unhealthy':
      case 'failed':
        return isForSilence(detail)
          ? model.judge(id, {
              at: at.getTime(),
              failed: type === 'failed',
              held: detail['held'] === true,
            })
          : undefined;
      case 'deleted':
      case 'purged':
        model.forget(id);
        return undefined;
      default:
        return undefined;
    }
  }
}

/** Not for a refused connection, which proves a death before the lease ends. */
const isForSilence = ({ checks, address }: HistoryLine['detail']): boolean =>
  Array.isArray(checks) && checks.includes('heartbeat') && address === undefined;
