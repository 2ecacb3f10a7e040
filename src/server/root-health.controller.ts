import { Controller } from '@nestjs/common';
import { ApiExcludeController } from '../platform/openapi/swagger.js';
import { SystemHealthController } from '../statistics/system-health.controller.js';

/** The routes of {@link SystemHealthController} at the root, where dashboards look for them. */
@ApiExcludeController()
@Controller('health')
export class RootHealthController extends SystemHealthController {}
