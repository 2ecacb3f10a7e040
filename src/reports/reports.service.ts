import { Inject, Injectable } from '@nestjs/common';
import { typesOf } from '../journal/event-groups.js';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import { HeldAnswers } from '../platform/sharing/held-answers.js';
import { readFilters } from '../platform/validation/read-query.js';
import { availabilityReport } from './availability-report.js';
import type { AccessReportDto } from './dto/access.dto.js';
import type { AvailabilityReportDto } from './dto/availability.dto.js';
import type { ChangesReportDto } from './dto/changes.dto.js';
import type { RegistrationsReportDto } from './dto/registrations.dto.js';
import { DEFAULT_WORST, ReportQuery, WorkersReportQuery, ZoneReportQuery } from './dto/report.query.js';
import { daysOf, periodFields, periodOf, type Period } from './period.js';
import { registrationsReport } from './registrations-report.js';
import { ReportStore } from './store/report.store.js';

const MAX_ZONES = 200;
const MAX_LOSSES = 200;
const MAX_ACTS = 500;
const MAX_CHANGES = 500;

const HOUR_S = 3600;
const DAY_S = 86_400;
/** Longer periods are shown by day. */
const HOURLY_DAYS = 2;

const CREDENTIAL_TYPES = typesOf([], ['access']);
const CHANGE_TYPES = typesOf(
  ['deregistered', 'deleted', 'cleaned-up', 'guard-held', 'guard-released', 'alert-muted', 'alert-unmuted'],
  ['orders', 'operations'],
);

interface Question {
  readonly about: keyof Answers;
  readonly asked: WorkersReportQuery;
}

interface Answers {
  availability: AvailabilityReportDto;
  access: AccessReportDto;
  changes: ChangesReportDto;
  registrations: RegistrationsReportDto;
}

/** Reports about a period, from the journal. Each is made once for all callers that ask for the same, one at a time. */
@Injectable()
export class ReportsService {
  private readonly held: HeldAnswers<Question, Answers[keyof Answers]>;
  private readonly keptDays: number;

  constructor(
    private readonly store: ReportStore,
    @Inject(SETTINGS) { worker }: Settings,
  ) {
    this.keptDays = worker.journalRetentionDays;
    this.held = new HeldAnswers(
      (question) => this.make(question),
      ({ about, asked }) => JSON.stringify([about, asked.from, asked.until, asked.zone, Number(asked.worst)]),
    );
  }

  /** How available the workers were. @throws DomainError `validation_failed` */
  readAvailability(query: unknown = {}): Promise<AvailabilityReportDto> {
    return this.read('availability', readFilters(WorkersReportQuery, query, 'query parameter'));
  }

  /** Who did what. @throws DomainError `validation_failed` */
  readAccess(query: unknown = {}): Promise<AccessReportDto> {
    return this.read('access', readFilters(ReportQuery, query, 'query parameter'));
  }

  /** What was changed. @throws DomainError `validation_failed` */
  readChanges(query: unknown = {}): Promise<ChangesReportDto> {
    return this.read('changes', readFilters(ZoneReportQuery, query, 'query parameter'));
  }

  /** How often workers registered, and why. @throws DomainError `validation_failed` */
  readRegistrations(query: unknown = {}): Promise<RegistrationsReportDto> {
    return this.read('registrations', readFilters(WorkersReportQuery, query, 'query parameter'));
  }

  private async read<About extends keyof Answers>(
    about: About,
    asked: WorkersReportQuery,
  ): Promise<Answers[About]> {
    // A fault of the period is the caller's alone.
    periodOf(asked, await this.store.readClock(), this.keptDays);
    return (await this.held.readAnswer({ about, asked })) as Answers[About];
  }

  private async make({ about, asked }: Question): Promise<Answers[keyof Answers]> {
    const period = periodOf(asked, await this.store.readClock(), this.keptDays);
    const zone = asked.zone ?? null;
    const workers = Number(asked.worst ?? DEFAULT_WORST);
    if (about === 'availability') return this.makeAvailability(period, zone, workers);
    if (about === 'access') return this.makeAccess(period);
    if (about === 'changes') return this.makeChanges(period, zone);
    const stepSeconds = daysOf(period) <= HOURLY_DAYS ? HOUR_S : DAY_S;
    const rows = await this.store.countRegistrations(period, stepSeconds, zone, workers);
    return registrationsReport(period, zone, stepSeconds, rows);
  }

  private async makeAvailability(
    period: Period,
    zone: string | null,
    workers: number,
  ): Promise<AvailabilityReportDto> {
    const outages = await this.store.findOutages(period);
    const rows = await this.store.countAvailability(period, outages, zone, { zones: MAX_ZONES, workers });
    const losses = await this.store.listLosses(period, zone, MAX_LOSSES);
    return availabilityReport({ period, zone, outages, rows, losses });
  }

  private async makeAccess(period: Period): Promise<AccessReportDto> {
    const acts = await this.store.countActs(period, MAX_ACTS);
    const credentials = await this.store.listCredentialActs(period, CREDENTIAL_TYPES, MAX_ACTS);
    return {
      ...periodFields(period),
      acts: acts.map((row) => ({
        actor: row.actor,
        type: row.type,
        subject: row.subject,
        times: row.times,
        workers: row.workers,
        firstAt: row.first_at.toISOString(),
        lastAt: row.last_at.toISOString(),
        addresses: row.addresses ?? [],
      })),
      totalActs: acts[0]?.total ?? 0,
      credentials: credentials.map((row) => ({
        at: row.at.toISOString(),
        type: row.type,
        name: row.name,
        workerId: row.worker_id,
        actor: row.actor,
        subject: row.subject,
        address: row.address,
        reason: row.reason,
      })),
      totalCredentials: credentials[0]?.total ?? 0,
    };
  }

  private async makeChanges(period: Period, zone: string | null): Promise<ChangesReportDto> {
    const rows = await this.store.listChanges(period, CHANGE_TYPES, zone, MAX_CHANGES);
    return {
      ...periodFields(period),
      zone,
      changes: rows.map((row) => ({
        type: row.type,
        kind: row.kind,
        actor: row.actor,
        reason: row.reason,
        times: row.times,
        workers: row.workers,
        firstAt: row.first_at.toISOString(),
        lastAt: row.last_at.toISOString(),
      })),
      totalChanges: rows[0]?.total ?? 0,
    };
  }
}
