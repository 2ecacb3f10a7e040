import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { HealthCheck, HealthCheckService, type HealthCheckResult } from '@nestjs/terminus';
import { Readiness } from './readiness.js';

/** For the supervisor of the process: is it alive, may it have requests. Always public. */
@ApiTags('service')
@Controller()
export class ProbesController {
  constructor(
    private readonly checks: HealthCheckService,
    private readonly readiness: Readiness,
  ) {}

  @Get('livez')
  @ApiOperation({ operationId: 'live', summary: 'Whether the process lives' })
  @ApiOkResponse({
    description: 'It does.',
    schema: { type: 'object', properties: { status: { type: 'string', enum: ['ok'] } } },
  })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('readyz')
  @HealthCheck()
  @ApiOperation({ operationId: 'ready', summary: 'Whether the service takes requests' })
  ready(): Promise<HealthCheckResult> {
    return this.checks.check([
      () => this.readiness.service(),
      () => this.readiness.postgres(),
      () => this.readiness.redis(),
    ]);
  }
}
