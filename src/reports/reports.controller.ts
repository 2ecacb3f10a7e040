import { Controller, Get, Res, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Allow } from '../identity/access/allow.decorator.js';
import { ProblemFilter } from '../platform/errors/problem.filter.js';
import { QueryOf } from '../platform/http/query-of.decorator.js';
import { ApiOkResponse, ApiOperation, ApiTags } from '../platform/openapi/swagger.js';
import { AccessReportDto } from './dto/access.dto.js';
import { AvailabilityReportDto } from './dto/availability.dto.js';
import { ChangesReportDto } from './dto/changes.dto.js';
import { RegistrationsReportDto } from './dto/registrations.dto.js';
import { ReportQuery, WorkersReportQuery, ZoneReportQuery, type ReportFormat } from './dto/report.query.js';
import {
  accessDocument,
  availabilityDocument,
  changesDocument,
  registrationsDocument,
} from './report-documents.js';
import { csvOf, markdownOf, type ReportDocument } from './report-text.js';
import { ReportsService } from './reports.service.js';

const WHOLE = {
  role: 'viewer',
  scope: 'fleet',
  instead: 'Reports are about the whole fleet. GET /events returns the events of your part',
} as const;

const LIMITS =
  'Made once for all callers that ask for the same. With `format=csv`, the first table; with `format=md`, a document for people.';

const TYPES: Readonly<Record<Exclude<ReportFormat, 'json'>, string>> = {
  csv: 'text/csv; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
};

/** Reports about a period. */
@ApiTags('reports')
@UseFilters(ProblemFilter)
@Controller({ path: 'reports', version: VERSION_NEUTRAL })
export class ReportsController {
  constructor(private readonly reports: ReportsService) {}

  @Get('availability')
  @Allow(WHOLE)
  @ApiOperation({
    operationId: 'reportAvailability',
    summary: 'Report how available workers were, by zone and worker',
    description: `The time healthy in percent of the time expected, without outages of the service, and the losses. ${LIMITS}`,
  })
  @ApiOkResponse({ type: AvailabilityReportDto, description: 'The report.' })
  async reportAvailability(
    @QueryOf(WorkersReportQuery) query: object,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AvailabilityReportDto | string> {
    return written(await this.reports.readAvailability(query), query, availabilityDocument, reply);
  }

  @Get('access')
  @Allow(WHOLE)
  @ApiOperation({
    operationId: 'reportAccess',
    summary: 'Report who did what with keys and tokens',
    description: `By actor, and each act on a key, token or session. ${LIMITS}`,
  })
  @ApiOkResponse({ type: AccessReportDto, description: 'The report.' })
  async reportAccess(
    @QueryOf(ReportQuery) query: object,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AccessReportDto | string> {
    return written(await this.reports.readAccess(query), query, accessDocument, reply);
  }

  @Get('changes')
  @Allow(WHOLE)
  @ApiOperation({
    operationId: 'reportChanges',
    summary: 'Report what was changed, by whom and why',
    description: `Orders, operations, departures, deletions, guards and mutes. ${LIMITS}`,
  })
  @ApiOkResponse({ type: ChangesReportDto, description: 'The report.' })
  async reportChanges(
    @QueryOf(ZoneReportQuery) query: object,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ChangesReportDto | string> {
    return written(await this.reports.readChanges(query), query, changesDocument, reply);
  }

  @Get('registrations')
  @Allow(WHOLE)
  @ApiOperation({
    operationId: 'reportRegistrations',
    summary: 'Report how often workers registered, and why',
    description: `By cause, over time, and the workers that registered most often. ${LIMITS}`,
  })
  @ApiOkResponse({ type: RegistrationsReportDto, description: 'The report.' })
  async reportRegistrations(
    @QueryOf(WorkersReportQuery) query: object,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RegistrationsReportDto | string> {
    return written(await this.reports.readRegistrations(query), query, registrationsDocument, reply);
  }
}

/** Returns the report in the form that is asked for. */
function written<Report extends object>(
  report: Report,
  query: object,
  documentOf: (report: Report) => ReportDocument,
  reply: FastifyReply,
): Report | string {
  const format = formatOf(query);
  if (format === 'json') return report;
  void reply.header('content-type', TYPES[format]);
  const document = documentOf(report);
  return format === 'csv' ? csvOf(document.tables[0]!) : markdownOf(document);
}

/** The service has judged the query. */
const formatOf = ({ format = 'json' }: ReportQuery): ReportFormat =>
  format.trim().toLowerCase() as ReportFormat;
