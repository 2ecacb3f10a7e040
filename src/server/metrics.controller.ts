import { Controller, Get, Res, UseFilters } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { collectDefaultMetrics } from 'prom-client';
import { Allow } from '../identity/access/allow.decorator.js';
import { ProblemFilter } from '../platform/errors/problem.filter.js';
import { Metrics } from '../platform/observability/metrics.js';
import { MetricsPage } from './metrics-page.js';

/** What the process counts, for Prometheus. */
@ApiTags('service')
@UseFilters(ProblemFilter)
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly page: MetricsPage,
    { registry }: Metrics,
  ) {
    // Here and not with the registry: an application that imports the module counts its process itself.
    collectDefaultMetrics({ register: registry });
  }

  @Get()
  @Allow({ role: 'viewer' })
  @ApiOperation({ operationId: 'metrics', summary: 'What the process counts, for Prometheus' })
  @ApiProduces('text/plain')
  @ApiOkResponse({ description: 'The text format of Prometheus.', schema: { type: 'string' } })
  async read(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    void reply.header('content-type', this.page.contentType);
    return this.page.text();
  }
}
