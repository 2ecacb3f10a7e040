import { Injectable } from '@nestjs/common';
import { NIL } from 'uuid';
import { counted } from '../platform/text/counted.js';
import type { ReconnectionRoundDto } from './dto/reconnection.dto.js';
import { Probes, type ProbeReport } from './probes.js';
import { ProbeStore } from './store/probe.store.js';
import type { Lane } from './target.js';

/** No probe begins later than this: a request that waits for dead addresses is no use to anybody. */
const MAX_MS = 20_000;

/** Quick ones and new ones first; those that did not answer at once come after them, with the whole limit. */
const PASSES: readonly (readonly Lane[])[] = [['quick', 'new'], ['slow']];

type Counts = Record<'reached' | 'failed' | 'refused', number>;

/** Dials all offline workers now, whatever their pauses. Those who ask meanwhile get the same answer. */
@Injectable()
export class ManualRound {
  private underWay: Promise<ReconnectionRoundDto> | undefined;

  constructor(
    private readonly store: ProbeStore,
    private readonly probes: Probes,
  ) {}

  run(): Promise<ReconnectionRoundDto> {
    this.underWay ??= this.dialAll().finally(() => (this.underWay = undefined));
    return this.underWay;
  }

  private async dialAll(): Promise<ReconnectionRoundDto> {
    const begun = performance.now();
    await this.store.enrol();
    const { offline, skipped } = await this.store.countOffline();
    const counts: Counts = { reached: 0, failed: 0, refused: 0 };
    for (const lanes of PASSES) await this.pass(lanes, begun + MAX_MS, counts);
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

  private async pass(lanes: readonly Lane[], endsAt: number, counts: Counts): Promise<void> {
    const underWay = new Set<Promise<void>>();
    const failures: unknown[] = [];
    let after: string = NIL;
    while (failures.length === 0 && performance.now() < endsAt) {
      let ids: string[] = [];
      const patient = lanes.includes('slow');
      const claim = async ({ any, slow }: { any: number; slow: number }) => {
        ids = await this.store.listOffline(lanes, after, patient ? slow : any);
        return ids.length === 0 ? [] : this.store.claimThese(ids);
      };
      const started = await this.probes.start(claim, { patient });
      if (started === undefined) {
        await this.probes.slotFreed();
        continue;
      }
      if (ids.length === 0) break;
      after = ids.at(-1)!;
      for (const probe of started) {
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
