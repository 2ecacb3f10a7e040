import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database/database.js';
import { sqlFile } from '../../../platform/database/sql-file.js';

const COUNT_FLEET = sqlFile(import.meta.url, './count-fleet.sql');

export interface FleetCounts {
  total_workers: number;
  active_workers: number;
  idle_workers: number;
  busy_workers: number;
  maintenance_workers: number;
  draining_workers: number;
  failed_workers: number;
  inactive_workers: number;
  unhealthy_workers: number;
  total_capacity: number;
  used_capacity: number;
  available_capacity: number;
  generated_at: Date;
}

/** Counts the fleet. */
@Injectable()
export class StatisticsStore {
  constructor(private readonly database: Database) {}

  async countFleet(leaseSeconds: number): Promise<FleetCounts> {
    return (await this.database.query<FleetCounts>(COUNT_FLEET, [leaseSeconds]))[0]!;
  }
}
