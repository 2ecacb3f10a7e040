import { Controller, Get, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Allow } from '../identity/access/allow.decorator.js';
import { ProblemFilter } from '../platform/errors/problem.filter.js';
import { Metrics } from '../platform/observability/metrics.js';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '../platform/openapi/swagger.js';
import { MetricsPage } from './metrics-page.js';
import { countProcess } from './process-metrics.js';
import { VERSION } from './version.js';

/** Serves the metrics of the process for Prometheus. */
@ApiTags('service')
@UseFilters(ProblemFilter)
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly page: MetricsPage,
    metrics: Metrics,
  ) {
    // Registered here and not with the registry: an application that imports the module has its own process
    // metrics.
    countProcess(metrics, VERSION);
  }

  @Get()
  @Allow({ role: 'viewer', scope: 'fleet' })
  @ApiOperation({ operationId: 'metrics', summary: 'Metrics for Prometheus' })
  @ApiProduces('text/plain')
  @ApiOkResponse({ description: 'Metrics in the text format of Prometheus.', schema: { type: 'string' } })
  async read(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    void reply.header('content-type', this.page.contentType);
    return this.page.renderText();
  }
}
