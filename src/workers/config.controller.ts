import { Controller, Get, Inject, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { Allow } from '../identity/access/allow.decorator.js';
import { effectiveSettings } from '../platform/config/effective-settings.js';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import { ProblemFilter } from '../platform/errors/problem.filter.js';
import { ApiProblems } from '../platform/openapi/api-problems.js';
import { ApiOkResponse, ApiOperation, ApiTags } from '../platform/openapi/swagger.js';

/** The route that shows the settings. */
@ApiTags('workers')
@UseFilters(ProblemFilter)
@Controller({ version: VERSION_NEUTRAL })
export class ConfigController {
  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  @Get('config')
  @Allow({ role: 'admin', scope: 'fleet' })
  @ApiOperation({ operationId: 'getConfig', summary: 'Read the effective settings, without secrets' })
  @ApiOkResponse({
    description: 'Each setting by its key.',
    schema: {
      type: 'object',
      additionalProperties: true,
      example: { 'jobscheduler.worker.heartbeat-timeout-minutes': 5 },
    },
  })
  @ApiProblems('internal_error')
  config(): Record<string, unknown> {
    return effectiveSettings(this.settings);
  }
}
