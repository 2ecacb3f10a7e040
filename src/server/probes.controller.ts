import { Controller, Get, Res, ServiceUnavailableException } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { HealthCheck, HealthCheckService, type HealthCheckResult } from '@nestjs/terminus';
import type { FastifyReply } from 'fastify';
import { Readiness } from './readiness.js';

/** Probes for supervisors: whether the process is alive, and whether it may get requests. Always public. */
@ApiTags('service')
@Controller()
export class ProbesController {
  constructor(
    private readonly checks: HealthCheckService,
    private readonly readiness: Readiness,
  ) {}

  @Get('livez')
  @ApiOperation({ operationId: 'live', summary: 'Whether the process is alive' })
  @ApiOkResponse({
    description: 'The process is alive.',
    schema: { type: 'object', properties: { status: { type: 'string', enum: ['ok'] } } },
  })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('readyz')
  @HealthCheck({ noCache: false })
  @ApiOperation({ operationId: 'ready', summary: 'Whether the service accepts requests' })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthCheckResult> {
    try {
      return await this.checks.check([
        () => this.readiness.service(),
        () => this.readiness.postgres(),
        () => this.readiness.redis(),
      ]);
    } catch (error) {
      // Unavailable parts are the answer, not a failure of this route.
      if (!(error instanceof ServiceUnavailableException)) throw error;
      void reply.status(503);
      return error.getResponse() as HealthCheckResult;
    }
  }
}
