import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { AnsweringLanes, type Waiting } from '../platform/batch/answering-lanes.js';
import { ObservationStore, type Observation, type Weighed } from './store/observation.store.js';
import { LeaseWatch } from './watch/lease-watch.service.js';

/** Maximum number of reports in a statement. */
const TOGETHER = 200;

interface Report extends Observation {
  /** Number of workers that a reporter may accuse at a time. */
  readonly maxAccused: number;
}

type WaitingReport = Waiting<Report, Weighed | undefined>;

/**
 * Writes reports to the database in batches: one transaction covers those that arrived while the previous one ran. Workers
 * that become suspect by them are looked at like those that are late.
 */
@Injectable()
export class ObservationLanes implements BeforeApplicationShutdown {
  private readonly lanes = new AnsweringLanes<Report, Weighed | undefined>({
    items: 'reports',
    keyOf: ({ worker }) => worker,
    take: takeConsistent,
    work: (reports) => this.write(reports),
  });

  constructor(
    private readonly store: ObservationStore,
    private readonly watch: LeaseWatch,
  ) {}

  /**
   * Writes a report.
   * @returns undefined for an unknown worker
   * @throws DomainError `database_busy` if too many reports wait; `database_unavailable`
   */
  submitReport(report: Report): Promise<Weighed | undefined> {
    return this.lanes.submitItem(report);
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.lanes.whenIdle();
  }

  private async write(reports: readonly WaitingReport[]): Promise<void> {
    try {
      const items = reports.map(({ item }) => item);
      const { weighed, begun } = await this.store.recordObservations(items, items[0]!.maxAccused);
      for (const [index, { answer }] of reports.entries()) answer(weighed[index]);
      if (begun.length > 0) this.watch.becameSuspect(begun);
    } catch (error) {
      for (const { answer } of reports) answer(error as Error);
    }
  }
}

/**
 * Removes the first reports from the list. Where a reporter both accuses a worker and withdraws that, the order matters:
 * the later ones wait for the next statement.
 */
function takeConsistent(waiting: WaitingReport[]): WaitingReport[] {
  const [taken, later]: [WaitingReport[], WaitingReport[]] = [[], []];
  const withdrawals = new Map<string, boolean>();
  const blocked = new Set<string>();
  for (const report of waiting.splice(0, TOGETHER)) {
    const { worker, reporter, kind } = report.item;
    const pair = JSON.stringify([worker, reporter]);
    const isWithdrawal = kind === 'ok';
    const isConsistent = !blocked.has(pair) && (withdrawals.get(pair) ?? isWithdrawal) === isWithdrawal;
    withdrawals.set(pair, withdrawals.get(pair) ?? isWithdrawal);
    if (!isConsistent) blocked.add(pair);
    (isConsistent ? taken : later).push(report);
  }
  waiting.unshift(...later);
  return taken;
}
