import { Inject, Injectable, Logger } from '@nestjs/common';
import { DescriptionCache } from '../fleet/description.cache.js';
import { workerDto, type WorkerDto } from '../fleet/dto/worker.dto.js';
import { WorkerStore } from '../fleet/store/worker.store.js';
import { viewRulesOf, type ViewRules } from '../fleet/view-rules.js';
import { eachAbreast } from '../platform/batch/abreast.js';
import { Breath } from '../platform/batch/breathe.js';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import { counted } from '../platform/text/counted.js';
import { plainText } from '../platform/text/plain-text.js';
import { askCheck, CHECKS_ABREAST } from './checks/ask-check.js';
import { CustomChecks } from './checks/checks.js';
import { FindingStore, type FindingRow, type WorkerToCheck } from './store/finding.store.js';

const PAGE = 500;

/** Time of a sweep that the code of the application may take; the next sweep continues with the workers that are left. */
const MAX_MS = 10_000;

/** Precedes the ids of all workers. */
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/** How often a check failed itself, and how the first time. */
interface Failure {
  times: number;
  readonly reason: string;
}

/**
 * Asks the checks of the application that are written in TypeScript, and stores what they find: judging reads it. Faults of
 * a check fail no worker.
 */
@Injectable()
export class WorkerChecks {
  private readonly logger = new Logger('Sweep');
  private readonly view: ViewRules;
  private readonly limitMs: number;
  /** The last worker that was asked about, if the time was over. */
  private after = BEFORE_ALL;

  constructor(
    private readonly custom: CustomChecks,
    private readonly findings: FindingStore,
    private readonly workers: WorkerStore,
    private readonly descriptions: DescriptionCache,
    @Inject(SETTINGS) { worker }: Settings,
  ) {
    this.view = viewRulesOf(worker);
    this.limitMs = Math.min(MAX_MS, worker.healthCheckIntervalMs / 4);
  }

  /** Asks about all present workers without an order, as far as the time allows. */
  async askChecks(timeIsOver = after(this.limitMs)): Promise<void> {
    if (this.custom.functions.length === 0) return;
    const asking = new Asking(this.custom, timeIsOver);
    for (let page = await this.nextPage(); page.length > 0 && !asking.isOver; page = await this.nextPage())
      await this.askPage(page, asking);
    if (!asking.isOver) this.after = BEFORE_ALL;
    for (const line of asking.told) this.logger.warn(line);
  }

  private nextPage(): Promise<WorkerToCheck[]> {
    return this.findings.listWorkersToCheck(this.after, PAGE);
  }

  private async askPage(page: readonly WorkerToCheck[], asking: Asking): Promise<void> {
    const states = await this.workers.readLive(page.map(({ id }) => id));
    const descriptions = await this.descriptions.readDescriptions([...states.values()]);
    const asked: WorkerToCheck[] = [];
    const found: FindingRow[] = [];
    await eachAbreast(page, CHECKS_ABREAST, async (worker) => {
      if (asking.isOver) return;
      asked.push(worker);
      const state = states.get(worker.id);
      const description = descriptions.get(worker.id);
      if (state === undefined || description === undefined) return;
      const { id, incarnation } = state;
      for (const { name, sentence } of await asking.askChecks(workerDto(description, state, this.view)))
        found.push({ worker: id, incarnation, name, sentence });
    });
    // A healthy fleet writes nothing.
    if (found.length > 0 || asked.some(({ has_findings: hadSome }) => hadSome))
      await this.findings.recordFindings(
        asked.map(({ id }) => id),
        found,
      );
    this.after = asked.at(-1)?.id ?? this.after;
  }
}

function after(ms: number): () => boolean {
  const end = performance.now() + ms;
  return () => performance.now() >= end;
}

/** The questions of one sweep. */
class Asking {
  private readonly failures = new Map<string, Failure>();
  private readonly breath = new Breath();

  constructor(
    private readonly custom: CustomChecks,
    private readonly timeIsOver: () => boolean,
  ) {}

  get isOver(): boolean {
    return this.timeIsOver();
  }

  /** Returns what the checks find; a check that fails itself finds nothing. */
  async askChecks(worker: WorkerDto): Promise<Pick<FindingRow, 'name' | 'sentence'>[]> {
    const found: Pick<FindingRow, 'name' | 'sentence'>[] = [];
    for (const check of this.custom.functions) {
      try {
        const sentence = await askCheck(check, worker);
        if (sentence !== undefined) found.push({ name: check.name, sentence });
      } catch (error) {
        this.note(check.name, error);
      }
    }
    if (this.breath.isDue) await this.breath.turn();
    return found;
  }

  /** Sentences for the log. */
  get told(): string[] {
    const told = [...this.failures].map(
      ([name, { times, reason }]) =>
        `The health check ${name} of this application could not judge ${counted(times, 'worker')}, which ${times === 1 ? 'passes' : 'pass'} it: ${reason}`,
    );
    if (this.isOver)
      told.push(
        'The health checks of this application took too long; the next sweep continues with the other workers',
      );
    return told;
  }

  private note(name: string, error: unknown): void {
    const known = this.failures.get(name);
    if (known !== undefined) known.times += 1;
    else this.failures.set(name, { times: 1, reason: plainText(String(error), 300) });
  }
}
