import { Injectable } from '@nestjs/common';
import { ANYONE, lifeOf, type Caller } from '../../identity/access/caller.js';
import { IdentityService, type Proof } from '../../identity/identity.service.js';
import { requireReadable } from '../../platform/batch/batch-body.js';
import { Instance } from '../../platform/instance/instance.js';
import { validationFailed } from '../../platform/errors/domain-error.js';
import { readWhatFits } from '../../platform/validation/read-what-fits.js';
import type { HeartbeatAnswerDto, MinimalHeartbeatAnswerDto } from './dto/heartbeat-answers.dto.js';
import { HeartbeatDto } from './dto/heartbeat.dto.js';
import { shownTo } from '../dto/shown-to.js';
import { workerStateDto } from '../../fleet/dto/worker.dto.js';
import { fenceOf } from '../../identity/access/fence.js';
import { FencedWorkers } from '../../identity/access/fenced-workers.js';
import { withinScope } from '../../identity/access/worker-scope.js';
import { NamesCache } from '../../fleet/names.cache.js';
import { beatOf, type Beat } from './store/beat.js';
import { commandsFor } from './commands.js';
import { HeartbeatAdvice } from './heartbeat-advice.js';
import { HeartbeatFaults } from './heartbeat-faults.js';
import { HeartbeatLanes } from './heartbeat-lanes.js';
import { HeartbeatMetrics } from './heartbeat-metrics.js';
import { OutageWait } from './outage-wait.js';
import type { Beaten } from './waiting-beat.js';

/** An accepted heartbeat and its worker. */
interface Taken extends Beaten {
  readonly id: string;
  readonly workerId: string;
}

/** What every answer to a heartbeat says. */
export interface Accepted {
  readonly taken: Taken;
  readonly warnings: readonly string[];
  /** The next token, if it is time for one. */
  readonly token: { readonly accessToken?: string; readonly accessTokenExpiresAt?: string };
}

/** Accepts single heartbeats: each renews a lease. */
@Injectable()
export class HeartbeatIntake {
  constructor(
    private readonly names: NamesCache,
    private readonly lanes: HeartbeatLanes,
    private readonly advice: HeartbeatAdvice,
    private readonly metrics: HeartbeatMetrics,
    private readonly faults: HeartbeatFaults,
    private readonly instance: Instance,
    private readonly identity: IdentityService,
    private readonly workers: FencedWorkers,
    private readonly outage: OutageWait,
  ) {}

  /**
   * @param by the sender; a worker's token fences by its incarnation
   * @throws DomainError `malformed_json`, `validation_failed` for a body that is not a JSON object,
   * `worker_not_registered`, `superseded`, `worker_deregistered`, `database_busy`, `database_unavailable`
   */
  async processHeartbeat(name: string, body: unknown, by: Caller = ANYONE): Promise<HeartbeatAnswerDto> {
    const { taken, warnings, token } = await this.acceptHeartbeat(name, body, by, true);
    const worker = workerStateDto(taken.workerId, taken.state!, this.advice.view);
    return {
      success: true,
      message: 'Heartbeat processed successfully',
      worker: shownTo(by, worker),
      heartbeat: { ...this.advice.adviseHeartbeat(taken.renewal), leaseExpiresAt: worker.leaseExpiresAt },
      ...token,
      commands: commandsFor(taken.renewal),
      revokedJobs: [...taken.revokedJobs],
      warnings,
    };
  }

  /** {@link processHeartbeat} without the worker in the answer, whose columns are then not read at all. */
  async beatMinimally(name: string, body: unknown, by: Caller): Promise<MinimalHeartbeatAnswerDto> {
    const { taken, warnings, token } = await this.acceptHeartbeat(name, body, by, false);
    const { renewal, revokedJobs } = taken;
    return {
      heartbeat: this.advice.adviseHeartbeat(renewal),
      commands: commandsFor(renewal),
      revokedJobs: [...revokedJobs],
      ...token,
      ...(warnings.length > 0 && { warnings }),
    };
  }

  /**
   * Accepts a heartbeat for an answer of another form.
   * @param shown whether the answer shows the worker; undefined if it has the longest interval, as for a batch
   * @throws DomainError like {@link processHeartbeat}
   */
  async acceptHeartbeat(name: string, body: unknown, by: Caller, shown?: boolean): Promise<Accepted> {
    try {
      const caller = lifeOf(by);
      requireReadable(body);
      const { value: report, errors, warnings, dropped } = readWhatFits(HeartbeatDto, body ?? {});
      if (errors.length > 0) throw validationFailed(errors);
      const options = { count: 1, shown, by };
      const taken =
        caller === undefined
          ? await this.takeByName(name, report, options)
          : takenFrom(caller, await this.lanes.enqueueHeartbeat(fencedBeat(caller, report, options)));
      if (taken === undefined) throw await this.workers.explainMissing(caller!);
      if (dropped !== undefined) this.faults.noteDropped(taken.id, dropped);
      const next = caller && this.identity.renewToken(caller);
      const token = next && { accessToken: next.accessToken, accessTokenExpiresAt: next.expiresAt };
      return { taken, warnings, token: token ?? {} };
    } catch (error) {
      this.metrics.countRefusal(error);
      this.faults.noteRefusal(name, error);
      // It may have failed before it was written: in the lookup of its name, or for lack of room.
      this.instance.noteRefusal(error);
      throw error;
    }
  }

  private async takeByName(name: string, report: HeartbeatDto, options: Options): Promise<Taken> {
    const known = await this.outage.retryLookup(() => this.names.findWorkers([name]));
    const take = async (id: string, workerId: string): Promise<Taken | undefined> => {
      const beaten = await this.lanes.enqueueHeartbeat(beatOf(report, id, options));
      return takenFrom({ id, workerId }, beaten);
    };
    return withinScope(options.by, () => this.names.withWorker(name, take, known));
  }
}

interface Options {
  readonly count: number;
  readonly shown: boolean | undefined;
  readonly by: Caller;
}

/** Returns the heartbeat of a caller with a token, which names its record: no name is looked up. */
function fencedBeat({ id }: Proof, report: HeartbeatDto, options: Options): Beat {
  return beatOf(report, id, options, report.droppedJobs, fenceOf(options.by, report));
}

const takenFrom = (
  { id, workerId }: Pick<Proof, 'id' | 'workerId'>,
  beaten: Beaten | undefined,
): Taken | undefined =>
  beaten && { renewal: beaten.renewal, state: beaten.state, revokedJobs: beaten.revokedJobs, id, workerId };
