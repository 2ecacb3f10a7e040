import { counted } from '../platform/text/counted.js';
import { CAUSES } from './causes.js';
import type { AccessReportDto } from './dto/access.dto.js';
import type { AvailabilityFiguresDto, AvailabilityReportDto } from './dto/availability.dto.js';
import type { ChangesReportDto } from './dto/changes.dto.js';
import type { RegistrationsReportDto } from './dto/registrations.dto.js';
import type { PeriodDto } from './dto/report-parts.js';
import type { Cell, ReportDocument, ReportTable } from './report-text.js';

/** A report in all its forms: the first table is its CSV. */
type Writing<Report> = (report: Report) => ReportDocument;

const FIGURES = [
  'availability_percentage',
  'expected_seconds',
  'healthy_seconds',
  'maintenance_seconds',
  'illnesses',
  'losses',
];

const figuresOf = (figures: AvailabilityFiguresDto): Cell[] => [
  figures.availabilityPercentage,
  figures.expectedSeconds,
  figures.healthySeconds,
  figures.maintenanceSeconds,
  figures.illnesses,
  figures.losses,
];

/** Availability by zone and worker, and what it left out. */
export const availabilityDocument: Writing<AvailabilityReportDto> = (report) => ({
  title: 'Availability',
  lines: [
    periodLine(report, report.zone),
    `${counted(report.totalOutages, 'outage')} of the service, ${report.outageSeconds} s together, left out of all figures.`,
    'Availability is the time in which workers were present and healthy, in percent of the time in which they were expected: present or lost, and not in maintenance.',
  ],
  tables: [
    {
      title: 'By zone and worker',
      columns: ['kind', 'zone', 'worker_id', 'workers', ...FIGURES],
      rows: [
        ['fleet', report.zone, null, report.fleet.workers, ...figuresOf(report.fleet)],
        ...report.zones.map((each): Cell[] => ['zone', each.zone, null, each.workers, ...figuresOf(each)]),
        ...report.worst.map((each): Cell[] => ['worker', each.zone, each.workerId, 1, ...figuresOf(each)]),
      ],
      ...omitted(report.otherZones, 'further zone'),
      ...omitted(report.otherWorkers, 'less affected worker'),
    },
    {
      title: 'Losses',
      columns: ['at', 'worker_id', 'zone', 'reason', 'now'],
      rows: report.losses.map(({ at, workerId, zone, reason, now }) => [at, workerId, zone, reason, now]),
      ...omitted(report.totalLosses - report.losses.length, 'earlier worker'),
    },
    {
      title: 'Outages of the service',
      columns: ['from', 'until', 'seconds'],
      rows: report.outages.map(({ from, until, seconds }) => [from, until, seconds]),
      ...omitted(report.totalOutages - report.outages.length, 'shorter one'),
    },
  ],
});

export const accessDocument: Writing<AccessReportDto> = (report) => ({
  title: 'Access',
  lines: [periodLine(report, null)],
  tables: [
    {
      title: 'Who did what',
      columns: ['actor', 'subject', 'type', 'times', 'workers', 'first_at', 'last_at', 'addresses'],
      rows: report.acts.map((act) => [
        act.actor,
        act.subject,
        act.type,
        act.times,
        act.workers,
        act.firstAt,
        act.lastAt,
        act.addresses.join(' '),
      ]),
      ...omitted(report.totalActs - report.acts.length, 'earlier row'),
    },
    {
      title: 'Keys, tokens and sessions',
      columns: ['at', 'type', 'name', 'worker_id', 'actor', 'subject', 'address', 'reason'],
      rows: report.credentials.map((act) => [
        act.at,
        act.type,
        act.name,
        act.workerId,
        act.actor,
        act.subject,
        act.address,
        act.reason,
      ]),
      ...omitted(report.totalCredentials - report.credentials.length, 'earlier one'),
    },
  ],
});

export const changesDocument: Writing<ChangesReportDto> = (report) => ({
  title: 'Changes',
  lines: [periodLine(report, report.zone)],
  tables: [
    {
      title: 'What was changed',
      columns: ['type', 'kind', 'actor', 'reason', 'times', 'workers', 'first_at', 'last_at'],
      rows: report.changes.map((each) => [
        each.type,
        each.kind,
        each.actor,
        each.reason,
        each.times,
        each.workers,
        each.firstAt,
        each.lastAt,
      ]),
      ...omitted(report.totalChanges - report.changes.length, 'earlier row'),
    },
  ],
});

export const registrationsDocument: Writing<RegistrationsReportDto> = (report) => ({
  title: 'Registrations',
  lines: [periodLine(report, report.zone), `${counted(report.total, 'registration')}.`],
  tables: [
    {
      title: 'By cause',
      columns: ['cause', 'times', 'workers', 'per_day', 'meaning'],
      rows: report.causes.map(({ cause, times, workers, perDay }) => [
        cause,
        times,
        workers,
        perDay,
        CAUSES[cause as keyof typeof CAUSES],
      ]),
    },
    {
      title: report.stepSeconds === 3600 ? 'By hour' : 'By day',
      columns: ['at', 'cause', 'times'],
      rows: report.steps.map(({ at, cause, times }) => [at, cause, times]),
    },
    {
      title: 'Most frequent',
      columns: ['worker_id', 'zone', 'times', 'restarts', 'per_day', 'last_at'],
      rows: report.frequent.map((each) => [
        each.workerId,
        each.zone,
        each.times,
        each.restarts,
        each.perDay,
        each.lastAt,
      ]),
    },
  ],
});

const periodLine = ({ from, until }: PeriodDto, zone: string | null): string =>
  `From ${from} until ${until}${zone === null ? '' : `, zone ${zone === '' ? 'none' : zone}`}.`;

const omitted = (count: number, noun: string): Pick<ReportTable, 'note'> =>
  count <= 0 ? {} : { note: `And ${counted(count, noun)}.` };
