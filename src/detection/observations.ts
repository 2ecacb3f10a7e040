import { Injectable } from '@nestjs/common';
import { NamesCache } from '../fleet/names.cache.js';
import { Suspicion } from '../fleet/suspicion.js';
import { actorOf } from '../identity/access/actor.js';
import { ANYONE, type Caller } from '../identity/access/caller.js';
import { scopeParameter, withinScope } from '../identity/access/worker-scope.js';
import { clientNetwork } from '../platform/http/client-network.js';
import { counted } from '../platform/text/counted.js';
import { requireCommand, withWarnings } from '../platform/validation/require-body.js';
import { ObservationAnswerDto, ObservationDto } from './dto/observation.dto.js';
import { ObservationMetrics } from './observation-metrics.js';
import { ObservationLanes } from './observation-lanes.js';
import type { Weighed } from './store/observation.store.js';

/** A reporter that accuses more workers than this, or than this share of the fleet, is likelier cut off itself. */
const MAX_ACCUSED = 10;
const MAX_ACCUSED_SHARE = 0.02;

/**
 * Weighs what schedulers report about workers: enough of it makes a worker suspect, and no verdict follows. One reporter
 * alone counts only for jobs that the worker has, so that a lie costs it jobs of its own.
 */
@Injectable()
export class Observations {
  constructor(
    private readonly lanes: ObservationLanes,
    private readonly names: NamesCache,
    private readonly suspicion: Suspicion,
    private readonly metrics: ObservationMetrics,
  ) {}

  /** @throws DomainError `validation_failed`, `worker_not_registered`, `database_busy` */
  async reportObservation(
    name: string,
    body: unknown,
    caller: Caller = ANYONE,
  ): Promise<ObservationAnswerDto> {
    const { value, warnings } = requireCommand(ObservationDto, body);
    const { kind, jobId } = value;
    const maxAccused = Math.max(MAX_ACCUSED, Math.floor(this.suspicion.workers * MAX_ACCUSED_SHARE));
    const observation = {
      ...reporterOf(caller),
      kind,
      jobId,
      scope: scopeParameter(caller),
      actor: actorOf(caller, 'scheduler'),
      maxAccused,
    };
    const weighed = await withinScope(caller, () =>
      this.names.withWorker(name, (worker) => this.lanes.submitReport({ worker, ...observation })),
    );
    const ignored = kind === 'ok' ? undefined : reasonToIgnore(weighed, maxAccused);
    this.metrics.countReport(kind, ignored === undefined);
    const suspectUntil = weighed.suspectUntil?.toISOString() ?? null;
    const answer: ObservationAnswerDto = {
      success: true,
      message:
        ignored ?? (kind === 'ok' ? withdrawnSentence(suspectUntil) : recordedSentence(weighed, jobId)),
      counted: ignored === undefined,
      suspectUntil,
    };
    return withWarnings(answer, warnings);
  }
}

/** In the open mode callers are distinguished by their network; all behind one proxy are one reporter. */
function reporterOf(caller: Caller): { reporter: string; reporterName: string } {
  if (caller.kind === 'account') return { reporter: caller.subject, reporterName: caller.actor };
  const network = clientNetwork(caller.origin?.address ?? '');
  const reporter = network === '' ? 'process' : `address:${network}`;
  return { reporter, reporterName: reporter };
}

function reasonToIgnore({ presence, accusing }: Weighed, maxAccused: number): string | undefined {
  if (presence !== 'PRESENT') return `Ignored: the worker is not present (${presence})`;
  if (accusing > maxAccused)
    return `Ignored, with your other reports: you reported ${counted(accusing, 'worker')} within three minutes, so that your own network is the likelier cause`;
  return undefined;
}

const withdrawnSentence = (suspectUntil: string | null): string =>
  suspectUntil === null
    ? 'Your earlier reports about the worker no longer count'
    : 'Your earlier reports about the worker no longer count; it is suspect by those of others';

function recordedSentence({ suspectUntil, hasJob }: Weighed, jobId: string | undefined): string {
  if (suspectUntil !== null) return `Recorded; the worker is suspect until ${suspectUntil.toISOString()}`;
  const more =
    'a report by another caller, or yours for three jobs of the worker within a minute, makes it suspect';
  return jobId !== undefined && !hasJob
    ? `Recorded without the job, which the worker does not have; ${more}`
    : `Recorded; ${more}`;
}
