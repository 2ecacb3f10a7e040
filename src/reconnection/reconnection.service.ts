import { Inject, Injectable } from '@nestjs/common';
import { workerDto, type WorkerDto } from '../fleet/dto/worker.dto.js';
import { viewRulesOf, type ViewRules } from '../fleet/view-rules.js';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import { actorOf } from '../identity/access/actor.js';
import { ANYONE, type Caller } from '../identity/access/caller.js';
import { FencedWorkers } from '../identity/access/fenced-workers.js';
import { scopeParameter } from '../identity/access/worker-scope.js';
import { DomainError } from '../platform/errors/domain-error.js';
import type { ProbeResultDto, ReconnectionAnswerDto, ReconnectionRoundDto } from './dto/reconnection.dto.js';
import { ManualRound } from './manual-round.js';
import { Probes, type ProbeCounts, type ProbeReport } from './probes.js';
import { skipReason } from './skip-reason.js';
import { ProbeStore } from './store/probe.store.js';

const MESSAGES: Readonly<Record<ProbeResultDto['outcome'], string>> = {
  reached: 'Worker reached',
  failed: 'Worker not reached',
  refused: 'Worker not probed',
  skipped: 'Worker not probed',
};

const UNDER_WAY = 'another probe of it is under way';
const SPENT = 'this silence has used its one lease from a probe; only a heartbeat or a registration ends it';

/** Probes offline workers on request, even with `reconnect-enabled` off. */
@Injectable()
export class ReconnectionService {
  private readonly view: ViewRules;

  constructor(
    private readonly workers: FencedWorkers,
    private readonly store: ProbeStore,
    private readonly probes: Probes,
    private readonly manual: ManualRound,
    @Inject(SETTINGS) { worker }: Settings,
  ) {
    this.view = viewRulesOf(worker);
  }

  /** Probes of this process since its start, including those of the periodic rounds. */
  get counts(): Readonly<ProbeCounts> {
    return this.probes.counts;
  }

  /**
   * Probes one worker now, whatever its pause.
   * @param name its workerId or its id
   * @throws DomainError `worker_not_registered`
   */
  async reconnectWorker(name: string, caller: Caller = ANYONE): Promise<ReconnectionAnswerDto> {
    const { id, workerId, port } = await this.readWorker(name, caller);
    const candidate = await this.store.readCandidate(id);
    if (candidate === undefined) throw new DomainError('worker_not_registered');
    const reason = skipReason(candidate);
    const report = reason === undefined ? await this.probe(id, caller) : undefined;
    const result: ProbeResultDto = { workerId, id, port, ...resultOf(report, reason ?? UNDER_WAY) };
    return {
      success: true,
      message:
        result.reason === null ? MESSAGES[result.outcome] : `${MESSAGES[result.outcome]}: ${result.reason}`,
      result,
      worker: await this.readWorker(id, caller),
    };
  }

  /** Probes all offline workers now, for up to twenty seconds; the periodic rounds probe the remaining ones. */
  reconnectAll(actor = 'operator'): Promise<ReconnectionRoundDto> {
    return this.manual.runRound(actor);
  }

  private async readWorker(name: string, caller: Caller): Promise<WorkerDto> {
    const { description, state } = await this.workers.readWorker(name, caller);
    return workerDto(description, state, this.view);
  }

  /** Returns undefined if another probe of it is under way. */
  private async probe(id: string, caller: Caller): Promise<ProbeReport | undefined> {
    const claim = () => this.store.claimThese([id], actorOf(caller, 'operator'), scopeParameter(caller));
    for (;;) {
      const started = await this.probes.startProbes(claim, { patient: true });
      if (started !== undefined) return started[0];
      await this.probes.slotFreed();
    }
  }
}

function resultOf(
  report: ProbeReport | undefined,
  skipped: string,
): Omit<ProbeResultDto, 'workerId' | 'id' | 'port'> {
  const answer = report?.answer;
  const renewed = report?.renewed !== undefined;
  const milliseconds = report?.milliseconds ?? 0;
  if (answer === undefined || answer.outcome === 'stopped') {
    const reason = answer === undefined ? skipped : 'the service is stopping';
    return { outcome: 'skipped', reached: false, renewed, how: null, address: null, milliseconds, reason };
  }
  const { outcome, address } = answer;
  const reached = outcome === 'reached';
  const how = outcome === 'refused' ? null : answer.how;
  const reason = outcome === 'reached' ? (renewed ? null : SPENT) : answer.reason;
  return { outcome, reached, renewed, how, address, milliseconds, reason };
}
