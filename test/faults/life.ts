import { setTimeout as pause } from 'node:timers/promises';
import { JournalReplay } from '../support/journal-replay.js';
import type { Crowd } from './clients/crowd.js';
import type { Fault, Heal } from './faults/fault.js';
import { Normality } from './normality.js';
import type { World } from './parts/world.js';
import { disagreement } from './promises/counts.js';
import { Diary } from './promises/diary.js';
import { Witnessing } from './promises/evidence.js';
import { type Breach, check } from './promises/promises.js';
import { viewsOf } from './promises/views.js';
import type { Outcome } from './run-schedule.js';
import type { Step } from './schedules.js';

/** Time for the clients to work before and after a fault. */
const BREATH_MS = 400;

/** Maximum growth of a process's resident memory from its first step to the end. */
const GROWTH_MIB = 64;

/** Maximum growth of open files and sockets; all clients together use fewer. */
const GROWTH_FILES = 100;

/** Runs one step after the other, each with a comparison at its end. */
export class Life {
  private readonly normality: Normality;
  private readonly witnessing = new Witnessing();
  private readonly history = new JournalReplay();
  private readonly diary: Diary;
  private readonly known = new Set<string>();
  private readonly usage = new Map<number, { memoryMib: number; openFiles: number }>();

  /** @param long whether workers join and leave continually, and old data is deleted */
  constructor(
    private readonly world: World,
    private readonly crowd: Crowd,
    private readonly long: boolean,
  ) {
    this.normality = new Normality(world, crowd.witness, long);
    this.diary = new Diary(world);
  }

  /** @param last whether the figures are compared with the rows at its end; in a long life they always are */
  async live({ faults, length, choice }: Step, last: boolean): Promise<Outcome> {
    const { world, crowd } = this;
    const breaches: Breach[] = [];
    await pause(BREATH_MS);
    const possible = faults.filter(({ needs }) => needs?.(world) ?? true);
    const heals: Heal[] = [];
    for (const fault of possible) heals.push(await fault.inject(world, choice, crowd));
    await pause(lastingMs(possible, length));
    await Promise.all(heals.map((heal) => heal()));

    const recovery = await this.normality.returns();
    if (recovery.missing !== undefined) breaches.push({ promise: 'back', what: recovery.missing });
    await pause(BREATH_MS);
    await crowd.hold();
    breaches.push(...(await this.compare(last)));
    const tally = crowd.answers.take();
    crowd.resume();
    return {
      fault: possible.map(({ name }) => name).join(' + '),
      requests: tally.requests,
      unanswered: tally.unanswered,
      refused: tally.refused,
      oldWriters: crowd.ledger.fences.takeRefused(),
      recoveryMs: Math.round(recovery.ms),
      breaches: breaches.filter(({ what }) => !this.known.has(what) && this.known.add(what)),
    };
  }

  /** Summarises a long life from its beginning to its end. */
  sum(): Outcome {
    const { figures, breaches } = this.diary.sum();
    return {
      fault: 'all together',
      requests: 0,
      unanswered: 0,
      refused: 0,
      oldWriters: 0,
      recoveryMs: 0,
      breaches,
      figures,
    };
  }

  private async compare(last: boolean): Promise<Breach[]> {
    const { world, crowd, history } = this;
    crowd.saw(await viewsOf(world, true));
    const evidence = await this.witnessing.gather(world);
    const breaches = check({
      ledger: crowd.ledger,
      answers: crowd.answers.seen,
      evidence,
      views: crowd.takeViews(),
      history,
      steps: crowd.answers.history,
    });
    breaches.push(...(await this.grown()));
    if (this.long || last) {
      const what = await disagreement(world);
      if (what !== undefined) breaches.push({ promise: 'counted', what });
    }
    if (this.long) {
      await this.diary.note();
      for (const what of crowd.ledger.letGo(evidence.workers.map(({ worker_id }) => worker_id)))
        breaches.push({ promise: 'flat', what });
    }
    return breaches;
  }

  private async grown(): Promise<Breach[]> {
    const breaches: Breach[] = [];
    for (const instance of this.world.instances) {
      const now = await instance.usage();
      if (now === undefined) continue;
      const first = this.usage.get(now.pid) ?? now;
      this.usage.set(now.pid, first);
      const grown = (before: number, after: number, unit: string): void =>
        void breaches.push({
          promise: 'flat',
          what: `${instance.name}: ${Math.round(before)} ${unit} have become ${Math.round(after)}`,
        });
      if (now.memoryMib - first.memoryMib > GROWTH_MIB) grown(first.memoryMib, now.memoryMib, 'MiB');
      if (now.openFiles - first.openFiles > GROWTH_FILES) grown(first.openFiles, now.openFiles, 'open files');
    }
    return breaches;
  }
}

function lastingMs(faults: readonly Fault[], length: number): number {
  return Math.max(0, ...faults.map(({ lasts: [least, most] }) => least + length * (most - least)));
}
