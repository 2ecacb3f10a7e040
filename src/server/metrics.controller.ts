import { Controller, Get, Res, UseFilters } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Allow } from '../identity/access/allow.decorator.js';
import { ProblemFilter } from '../platform/errors/problem.filter.js';
import { Metrics } from '../platform/observability/metrics.js';
import { MetricsPage } from './metrics-page.js';
import { countProcess } from './process-metrics.js';
import { VERSION } from './version.js';

/** What the process counts, for Prometheus. */
@ApiTags('service')
@UseFilters(ProblemFilter)
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly page: MetricsPage,
    metrics: Metrics,
  ) {
    // Here and not with the registry: an application that imports the module counts its process itself.
    countProcess(metrics, VERSION);
  }

  @Get()
  @Allow({ role: 'viewer', scope: 'fleet' })
  @ApiOperation({ operationId: 'metrics', summary: 'What the process counts, for Prometheus' })
  @ApiProduces('text/plain')
  @ApiOkResponse({ description: 'The text format of Prometheus.', schema: { type: 'string' } })
  async read(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    void reply.header('content-type', this.page.contentType);
    return this.page.text();
  }
}
