import { Controller, Get, HttpCode, Post, Req, Res, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Allow, CallerOf } from '../identity/access/allow.decorator.js';
import type { Caller } from '../identity/access/caller.js';
import { ProblemFilter } from '../platform/errors/problem.filter.js';
import { JsonBody, OptionalJsonBody } from '../platform/http/json-body.decorator.js';
import { PathParam } from '../platform/http/path-param.decorator.js';
import { QueryOf } from '../platform/http/query-of.decorator.js';
import { ApiTags } from '../platform/openapi/swagger.js';
import { ListOperationsQuery } from './dto/list-operations.query.js';
import { ReadOperationQuery } from './dto/read-operation.query.js';
import type { OperationAnswerDto, OperationDetailDto, OperationPageDto } from './dto/operation.dto.js';
import type { PreviewDto } from './dto/preview.dto.js';
import { OperationCreation } from './operation-creation.service.js';
import * as describe from './operations.openapi.js';
import { OperationsService } from './operations.service.js';

/** A request as Fastify and Express have it. */
interface Located {
  readonly originalUrl: string;
}

/** Tracked work on many workers. */
@ApiTags('operations')
@UseFilters(ProblemFilter)
@Controller({ path: 'operations', version: VERSION_NEUTRAL })
export class OperationsController {
  constructor(
    private readonly creation: OperationCreation,
    private readonly operations: OperationsService,
  ) {}

  @Post()
  @Allow({ role: 'operator', scope: 'part' })
  @HttpCode(202)
  @describe.Create()
  async create(
    @JsonBody() body: unknown,
    @CallerOf() caller: Caller,
    @Req() request: Located,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperationAnswerDto | PreviewDto> {
    const answer = await this.creation.createOperation(body, caller);
    if (answer.dryRun) void reply.status(200);
    else locate(request, reply, answer);
    return answer;
  }

  @Get()
  @Allow({ role: 'viewer', scope: 'part' })
  @describe.List()
  list(@QueryOf(ListOperationsQuery) query: object, @CallerOf() caller: Caller): Promise<OperationPageDto> {
    return this.operations.listOperations(query, caller);
  }

  @Get(':id')
  @Allow({ role: 'viewer', scope: 'part' })
  @describe.Read()
  read(
    @PathParam('id', 'operation_unknown') id: string,
    @QueryOf(ReadOperationQuery) query: object,
    @CallerOf() caller: Caller,
  ): Promise<OperationDetailDto> {
    return this.operations.readOperation(id, caller, query);
  }

  @Post(':id/pause')
  @Allow({ role: 'operator', scope: 'part' })
  @HttpCode(200)
  @describe.ControlOperation(
    'pauseOperation',
    'Pause an operation',
    'It takes on no further workers; those under way go on.',
  )
  pause(
    @PathParam('id', 'operation_unknown') id: string,
    @OptionalJsonBody() body: unknown,
    @CallerOf() caller: Caller,
  ): Promise<OperationAnswerDto> {
    return this.operations.controlOperation(id, 'paused', body, caller);
  }

  @Post(':id/resume')
  @Allow({ role: 'operator', scope: 'part' })
  @HttpCode(200)
  @describe.ControlOperation('resumeOperation', 'Resume an operation', 'It takes on further workers again.')
  resume(
    @PathParam('id', 'operation_unknown') id: string,
    @OptionalJsonBody() body: unknown,
    @CallerOf() caller: Caller,
  ): Promise<OperationAnswerDto> {
    return this.operations.controlOperation(id, 'running', body, caller);
  }

  @Post(':id/cancel')
  @Allow({ role: 'operator', scope: 'part' })
  @HttpCode(200)
  @describe.ControlOperation(
    'cancelOperation',
    'End an operation before it is done',
    'Orders that it gave stay; undo ends them.',
  )
  cancel(
    @PathParam('id', 'operation_unknown') id: string,
    @OptionalJsonBody() body: unknown,
    @CallerOf() caller: Caller,
  ): Promise<OperationAnswerDto> {
    return this.operations.controlOperation(id, 'cancelled', body, caller);
  }

  @Post(':id/undo')
  @Allow({ role: 'operator', scope: 'part' })
  @HttpCode(202)
  @describe.Undo()
  async undo(
    @PathParam('id', 'operation_unknown') id: string,
    @OptionalJsonBody() body: unknown,
    @CallerOf() caller: Caller,
    @Req() request: Located,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperationAnswerDto> {
    const answer = await this.operations.undoOperation(id, body, caller);
    locate(request, reply, answer);
    return answer;
  }
}

/** Names the path of an operation, wherever the API is mounted. */
function locate({ originalUrl }: Located, reply: FastifyReply, { operation }: OperationAnswerDto): void {
  const prefix = originalUrl.slice(0, originalUrl.lastIndexOf('/operations'));
  void reply.header('location', `${prefix}/operations/${operation.id}`);
}
