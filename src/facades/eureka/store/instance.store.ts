import { Inject, Injectable } from '@nestjs/common';
import type { ReportedStatus } from '../../../fleet/worker.js';
import { Breath } from '../../../platform/batch/breathe.js';
import { leaseMsOf } from '../../../platform/config/lease-length.js';
import { SETTINGS, type Settings } from '../../../platform/config/settings.js';
import { Database } from '../../../platform/database/database.js';
import { sqlFile } from '../../../platform/database/sql-file.js';
import { statement } from '../../../platform/database/statement.js';

const PIECES = {
  shown: sqlFile(import.meta.url, './sql/shown-instance.sql'),
  mark: `concat_ws('.', w.revision, s.registration_count, s.order_kind, s.reported_status)`,
};
const OUTLINE = statement(import.meta.url, './sql/outline-eureka-instances.sql', PIECES);
const READ = statement(import.meta.url, './sql/read-eureka-instances.sql', PIECES);

/** A worker that clients of Eureka see. */
export interface InstanceRow {
  readonly id: string;
  readonly mark: string;
  readonly workerId: string;
  readonly terms: readonly string[];
  /** The capability as it was registered: anything, if not by the facade. */
  readonly described: unknown;
  readonly hostName: string;
  readonly hostAddress: string;
  readonly port: number | null;
  readonly orderKind: 'DRAINING' | 'MAINTENANCE' | null;
  readonly reportedStatus: ReportedStatus;
  readonly registeredAt: Date;
  readonly lastRegisteredAt: Date;
}

/** Reads the workers that clients of Eureka see. */
@Injectable()
export class InstanceStore {
  private readonly leaseSeconds: number;

  constructor(
    private readonly database: Database,
    @Inject(SETTINGS) { worker }: Settings,
  ) {
    this.leaseSeconds = leaseMsOf(worker) / 1000;
  }

  /** @returns the mark of each, by id */
  async outlineInstances(): Promise<Map<string, string>> {
    const rows = await this.database.queryPreparedTexts(OUTLINE, [this.leaseSeconds]);
    const marks = new Map<string, string>();
    const breath = new Breath();
    for (const [outline] of rows) {
      if (breath.isDue) await breath.turn();
      for (const each of outline!.split(',')) {
        const [id, mark] = each.split(' ', 2);
        marks.set(id!, mark!);
      }
    }
    return marks;
  }

  readInstances(ids: readonly string[]): Promise<InstanceRow[]> {
    return this.database.queryPrepared<InstanceRow>(READ, [this.leaseSeconds, ids]);
  }
}
