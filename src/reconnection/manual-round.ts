import { Injectable } from '@nestjs/common';
import { NIL } from 'uuid';
import { counted } from '../platform/text/counted.js';
import type { ReconnectionRoundDto } from './dto/reconnection.dto.js';
import { Probes, type ProbeReport } from './probes.js';
import type { FreeSlots } from './slots.js';
import { ProbeStore } from './store/probe.store.js';
import type { Lane, Target } from './target.js';

/** No probe begins later than this: a request must not wait for unreachable addresses. */
const MAX_MS = 20_000;

/** Quick and new workers first; those that did not answer immediately come after them, with the whole limit. */
const PASSES: readonly (readonly Lane[])[] = [['quick', 'new'], ['slow']];

/** Number of ids to read at a time. */
const PAGE = 1000;

type Counts = Record<'reached' | 'failed' | 'refused', number>;

/** Probes all offline workers now, whatever their pauses. Concurrent callers share one round. */
@Injectable()
export class ManualRound {
  private underWay: Promise<ReconnectionRoundDto> | undefined;

  constructor(
    private readonly store: ProbeStore,
    private readonly probes: Probes,
  ) {}

  runRound(actor: string): Promise<ReconnectionRoundDto> {
    this.underWay ??= this.dialAll(actor).finally(() => (this.underWay = undefined));
    return this.underWay;
  }

  private async dialAll(actor: string): Promise<ReconnectionRoundDto> {
    const begun = performance.now();
    await this.store.enrolWorkers();
    const { offline, skipped } = await this.store.countOffline();
    const counts: Counts = { reached: 0, failed: 0, refused: 0 };
    for (const lanes of PASSES) await this.pass(lanes, begun + MAX_MS, counts, actor);
    const { reached } = counts;
    const probed = reached + counts.failed + counts.refused;
    return {
      success: true,
      message: `${reached} of ${counted(offline, 'offline worker')} reached`,
      offline,
      probed,
      ...counts,
      skipped,
      left: Math.max(0, offline - skipped - probed),
      milliseconds: Math.round(performance.now() - begun),
    };
  }

  private async pass(lanes: readonly Lane[], endsAt: number, counts: Counts, actor: string): Promise<void> {
    const patient = lanes.includes('slow');
    const underWay = new Set<Promise<void>>();
    const failures: unknown[] = [];
    let after: string = NIL;
    let page: string[] = [];
    while (failures.length === 0 && performance.now() < endsAt && !this.probes.stopping) {
      if (page.length === 0) {
        page = await this.store.listOffline(lanes, after, PAGE);
        if (page.length === 0) break;
        after = page.at(-1)!;
      }
      const claim = ({ any, slow }: FreeSlots): Promise<Target[]> =>
        this.store.claimThese(page.splice(0, patient ? slow : any), actor);
      const started = await this.probes.startProbes(claim, { patient });
      if (started === undefined) await this.probes.slotFreed();
      for (const probe of started ?? []) {
        const done: Promise<void> = probe
          .then((report) => count(report, counts))
          .catch((error: unknown) => void failures.push(error))
          .finally(() => underWay.delete(done));
        underWay.add(done);
      }
    }
    await Promise.all(underWay);
    if (failures.length > 0) throw failures[0];
  }
}

function count({ answer, open }: ProbeReport, counts: Counts): void {
  if (!open && answer.outcome !== 'stopped') counts[answer.outcome] += 1;
}
