import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ApiOkResponse, ApiOperation, ApiTags } from '../platform/openapi/swagger.js';
import { Readiness, type PartState } from './readiness.js';

/** The format of `@nestjs/terminus`, which supervisors may know. */
interface ReadinessAnswer {
  readonly status: 'ok' | 'error';
  readonly info: Readonly<Record<string, PartState>>;
  readonly error: Readonly<Record<string, PartState>>;
  readonly details: Readonly<Record<string, PartState>>;
}

/** Probes for supervisors: whether the process is alive, and whether it may get requests. Always public. */
@ApiTags('service')
@Controller()
export class ProbesController {
  constructor(private readonly readiness: Readiness) {}

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
  @ApiOperation({ operationId: 'ready', summary: 'Whether the service accepts requests' })
  @ApiOkResponse({ description: 'The service accepts requests. `details` has the state of each part.' })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<ReadinessAnswer> {
    const details = await this.readiness.readParts();
    const those = (status: PartState['status']): ReadinessAnswer['details'] =>
      Object.fromEntries(Object.entries(details).filter(([, part]) => part.status === status));
    const error = those('down');
    const isReady = Object.keys(error).length === 0;
    if (!isReady) void reply.status(503);
    return { status: isReady ? 'ok' : 'error', info: those('up'), error, details };
  }
}
