import { Inject, Injectable } from '@nestjs/common';
import { IdentityService } from '../identity/identity.service.js';
import { requireReadable, type BatchItem } from '../platform/batch/batch-body.js';
import { forEachBreathing } from '../platform/batch/breathe.js';
import { wavesOf } from '../platform/batch/waves.js';
import { writeInChunks } from '../platform/batch/write-in-chunks.js';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import { validationFailed } from '../platform/errors/domain-error.js';
import { BatchResults } from './batch-results.js';
import type {
  RegistrationAnswerDto,
  RegistrationBatchAnswerDto,
  RegistrationResultDto,
} from './dto/answers.dto.js';
import { workerDto } from './dto/worker.dto.js';
import { FreshVerdicts } from './fresh-verdicts.js';
import { HeartbeatAdvice } from './heartbeat-advice.js';
import { readRegistration } from './registration-reading.js';
import { SilentRestarts } from './silent-restarts.js';
import { RegistrationStore, type Registered, type Registration } from './store/registration.store.js';
import type { RegistrationOutcome } from './worker.js';

const MESSAGES: Readonly<Record<RegistrationOutcome, string>> = {
  created: 'Worker registered successfully',
  refreshed: 'Worker re-registered (registration refreshed)',
  resumed: 'Worker re-registered (reconnected with its running jobs)',
  restarted: 'Worker re-registered (reconnected after restart)',
  replaced: 'Worker registered successfully (replaced the old record)',
};

/** A new record is 201, a record taken over again 200. */
export const statusOf = (outcome: RegistrationOutcome): 200 | 201 =>
  outcome === 'created' || outcome === 'replaced' ? 201 : 200;

/** Creates the records of workers, or takes them over again. */
@Injectable()
export class Registrar {
  private readonly silent = new SilentRestarts();

  constructor(
    private readonly store: RegistrationStore,
    private readonly advice: HeartbeatAdvice,
    private readonly verdicts: FreshVerdicts,
    private readonly identity: IdentityService,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /**
   * @param token the worker's own, expired or not, which shows that it is the same process
   * @throws DomainError `validation_failed` with all faults together, `invalid_token`
   */
  async register(body: unknown, token?: string): Promise<RegistrationAnswerDto> {
    const proof = token === undefined ? undefined : await this.identity.prove(token);
    requireReadable(body);
    const { workerId, registration, errors, warnings } = readRegistration(body, this.settings);
    this.identity.requireOwn(proof, workerId);
    if (registration === undefined) throw validationFailed(errors);
    const [registered] = await this.write([{ ...registration, proof }]);
    const { state, releasedJobs } = registered!;
    const worker = workerDto(registration.description, state, this.advice.leaseMs);
    return {
      success: true,
      message: MESSAGES[state.lastOutcome],
      outcome: state.lastOutcome,
      reRegistered: statusOf(state.lastOutcome) === 200,
      worker,
      credentials: this.identity.issue(worker),
      heartbeat: this.advice.of(worker.leaseExpiresAt),
      releasedJobs: [...releasedJobs],
      warnings: [...warnings, ...warningsOf(registered!)],
    };
  }

  /** Registers many; each item has its own result, and one that is refused harms no other. */
  async registerMany(items: readonly BatchItem[]): Promise<RegistrationBatchAnswerDto> {
    const results = new BatchResults<RegistrationResultDto>();
    const pending: Pending[] = [];
    await forEachBreathing(items, (item, index) => {
      if ('unreadable' in item) {
        results.unreadable(index, item.unreadable);
        return;
      }
      const { workerId, registration, errors, warnings } = readRegistration(item.value, this.settings);
      if (registration === undefined) results.refuse(index, workerId, validationFailed(errors));
      else pending.push({ index, registration, warnings });
    });
    for (const wave of wavesOf(pending, ({ registration }) => registration.description.workerId)) {
      await writeInChunks(
        wave,
        (chunk) => this.writeChunk(chunk, results),
        ({ index, registration }, error) => results.refuse(index, registration.description.workerId, error),
      );
    }
    const all = results.inOrder(items.length);
    const created = all.filter(({ status }) => status === 201).length;
    const succeeded = all.filter(({ status }) => status < 300).length;
    return {
      total: all.length,
      succeeded,
      failed: all.length - succeeded,
      created,
      known: succeeded - created,
      results: all,
    };
  }

  /** Whoever was ill and shows that it is there is judged at once. */
  private async write(registrations: readonly Registration[]): Promise<Registered[]> {
    const all = await this.store.register(registrations);
    const ill = all.filter(
      ({ state }, index) => state.health !== 'HEALTHY' && registrations[index]!.expectOnline,
    );
    for (const [index, { state }] of all.entries()) {
      const { tellsNothing, proof, description } = registrations[index]!;
      if (state.lastOutcome === 'restarted' && tellsNothing && proof === undefined)
        this.silent.note(description.workerId);
    }
    const judged = await this.verdicts.judge(ill.map(({ state }) => state.id));
    return all.map((each) => ({ ...each, state: judged.get(each.state.id) ?? each.state }));
  }

  private async writeChunk(
    chunk: readonly Pending[],
    results: BatchResults<RegistrationResultDto>,
  ): Promise<void> {
    const registered = await this.write(chunk.map(({ registration }) => registration));
    await forEachBreathing(chunk, ({ index, registration, warnings }, position) => {
      const each = registered[position]!;
      const { id, incarnation, lastOutcome: outcome } = each.state;
      const { workerId } = registration.description;
      const all = [...warnings, ...warningsOf(each)];
      const odd = {
        ...(all.length > 0 && { warnings: all }),
        ...(each.releasedJobs.length > 0 && { releasedJobs: each.releasedJobs }),
      };
      const credentials = this.identity.issue({ id, workerId, incarnation });
      results.accept({ index, workerId, status: statusOf(outcome), outcome, id, credentials, ...odd });
    });
  }
}

const warningsOf = ({ foreignJobs }: Registered): string[] =>
  foreignJobs.map((jobId) => `Job ${jobId} is with another worker`);

interface Pending {
  readonly index: number;
  readonly registration: Registration;
  readonly warnings: readonly string[];
}
