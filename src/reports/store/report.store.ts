import { Injectable } from '@nestjs/common';
import { readNow } from '../../platform/database/common-statements.js';
import { Database } from '../../platform/database/database.js';
import { sqlFile } from '../../platform/database/sql-file.js';
import { statement } from '../../platform/database/statement.js';
import { outageClock, type Outage } from '../outages.js';
import type { Period } from '../period.js';

const FIND_OUTAGES = statement(import.meta.url, './sql/find-outages.sql');
const STATES = sqlFile(import.meta.url, './sql/worker-states.sql');
const COUNT_AVAILABILITY = statement(import.meta.url, './sql/count-availability.sql', { states: STATES });
const LIST_LOSSES = statement(import.meta.url, './sql/list-losses.sql');
const COUNT_REGISTRATIONS = statement(import.meta.url, './sql/count-registrations.sql');
const COUNT_ACTS = statement(import.meta.url, './sql/count-acts.sql');
const LIST_CREDENTIAL_ACTS = statement(import.meta.url, './sql/list-credential-acts.sql');
const LIST_CHANGES = statement(import.meta.url, './sql/list-changes.sql');

export interface AvailabilityRow {
  readonly kind: 'fleet' | 'zone' | 'worker';
  /** '' for workers without a zone; null for the fleet. */
  readonly zone: string | null;
  readonly id: string | null;
  readonly workerId: string | null;
  readonly workers: number;
  readonly expected: number;
  readonly healthy: number;
  readonly maintenance: number;
  readonly illnesses: number;
  readonly losses: number;
  /** Zones or workers that are not among the rows. */
  readonly others: number;
}

export interface LossRow {
  readonly at: Date;
  readonly worker_id: string | null;
  readonly zone: string | null;
  readonly reason: string | null;
  readonly now: string;
  readonly total: number;
}

export interface RegistrationRow {
  readonly kind: 'cause' | 'step' | 'worker';
  readonly cause: string | null;
  readonly at: Date | null;
  readonly workerId: string | null;
  readonly zone: string | null;
  readonly times: number;
  readonly workers: number;
  readonly restarts: number;
}

interface CountedRow {
  readonly type: string;
  readonly actor: string;
  readonly times: number;
  readonly workers: number;
  readonly first_at: Date;
  readonly last_at: Date;
  readonly total: number;
}

export interface ActRow extends CountedRow {
  readonly subject: string | null;
  readonly addresses: readonly string[] | null;
}

export interface ChangeRow extends CountedRow {
  readonly kind: string | null;
  readonly reason: string | null;
}

export interface CredentialActRow {
  readonly at: Date;
  readonly type: string;
  readonly worker_id: string | null;
  readonly actor: string;
  readonly subject: string | null;
  readonly address: string | null;
  readonly name: string | null;
  readonly reason: string | null;
  readonly total: number;
}

/** Reads what reports are made of: one statement for each of their parts. */
@Injectable()
export class ReportStore {
  constructor(private readonly database: Database) {}

  readClock(): Promise<Date> {
    return readNow(this.database);
  }

  findOutages({ from, until }: Period): Promise<Outage[]> {
    return this.database.query<Outage>(FIND_OUTAGES, [from, until]);
  }

  /** @param outages left out of all figures */
  countAvailability(
    { from, until }: Period,
    outages: readonly Outage[],
    zone: string | null,
    most: { readonly zones: number; readonly workers: number },
  ): Promise<AvailabilityRow[]> {
    const { times, before } = outageClock(outages);
    return this.database.query<AvailabilityRow>(COUNT_AVAILABILITY, [
      from,
      until,
      times,
      before,
      zone,
      most.zones,
      most.workers,
    ]);
  }

  listLosses({ from, until }: Period, zone: string | null, limit: number): Promise<LossRow[]> {
    return this.database.query<LossRow>(LIST_LOSSES, [from, until, zone, limit]);
  }

  countRegistrations(
    { from, until }: Period,
    stepSeconds: number,
    zone: string | null,
    workers: number,
  ): Promise<RegistrationRow[]> {
    return this.database.query<RegistrationRow>(COUNT_REGISTRATIONS, [
      from,
      until,
      stepSeconds,
      zone,
      workers,
    ]);
  }

  countActs({ from, until }: Period, limit: number): Promise<ActRow[]> {
    return this.database.query<ActRow>(COUNT_ACTS, [from, until, limit]);
  }

  listCredentialActs(
    { from, until }: Period,
    types: readonly string[],
    limit: number,
  ): Promise<CredentialActRow[]> {
    return this.database.query<CredentialActRow>(LIST_CREDENTIAL_ACTS, [from, until, types, limit]);
  }

  listChanges(
    { from, until }: Period,
    types: readonly string[],
    zone: string | null,
    limit: number,
  ): Promise<ChangeRow[]> {
    return this.database.query<ChangeRow>(LIST_CHANGES, [from, until, types, zone, limit]);
  }
}
