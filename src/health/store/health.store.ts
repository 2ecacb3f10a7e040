import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { sqlFile } from '../../platform/database/sql-file.js';

const READ_VITALS = sqlFile(import.meta.url, './sql/read-vitals.sql');

export interface VitalsRow {
  presence: string;
  status: string;
  health: 'HEALTHY' | 'UNHEALTHY' | 'FAILED';
  held: boolean;
  reported_status: string;
  current_job_count: number;
  available_capacity: number;
  max_concurrent_jobs: number;
  usable_slots: number;
  assigned_job_count: number;
  consecutive_failures: number;
  cpu_usage: number | null;
  memory_usage: number | null;
  error_count: number;
  heartbeat_count: string;
  last_heartbeat: Date | null;
  lease_age_seconds: number | null;
}

/** Reads what the health of workers is judged by. */
@Injectable()
export class HealthStore {
  constructor(private readonly database: Database) {}

  async readVitals(id: string): Promise<VitalsRow | undefined> {
    return (await this.database.query<VitalsRow>(READ_VITALS, [id]))[0];
  }
}
