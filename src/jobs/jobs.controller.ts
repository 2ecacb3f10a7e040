import { Controller, Delete, Get, HttpCode, Post, Res, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { Allow, CallerOf } from '../identity/access/allow.decorator.js';
import type { Caller } from '../identity/access/caller.js';
import { JsonBody } from '../platform/http/json-body.decorator.js';
import { ProblemFilter } from '../platform/errors/problem.filter.js';
import { PathParam, WorkerParam } from '../platform/http/path-param.decorator.js';
import { ShortRoute } from '../platform/http/short-routes.js';
import { QueryOf } from '../platform/http/query-of.decorator.js';
import { ApiProblems } from '../platform/openapi/api-problems.js';
import { ApiWorker } from '../platform/openapi/route-parts.js';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '../platform/openapi/swagger.js';
import { AssignJobDto, ClaimJobDto, EndJobQuery, ListJobsQuery } from './dto/assign-job.dto.js';
import { ClaimAnswerDto, JobAnswerDto, JobPageDto } from './dto/jobs.dto.js';
import { JobsService, type JobAnswer } from './jobs.service.js';

interface Reply {
  status(code: number): unknown;
}

/** Assigns, claims, lists and ends jobs of workers. */
@ApiTags('jobs')
@UseFilters(ProblemFilter)
@Controller({ version: VERSION_NEUTRAL })
export class JobsController {
  constructor(private readonly jobs: JobsService) {}

  @Post('jobs/claim')
  @ShortRoute(ClaimAnswerDto)
  @Allow({ role: 'scheduler', scope: 'part' })
  @ApiOperation({ operationId: 'claimJob', summary: 'Find a worker for a job and assign the job to it' })
  @ApiBody({ type: ClaimJobDto })
  @ApiCreatedResponse({ type: ClaimAnswerDto, description: 'Assigned.' })
  @ApiOkResponse({ type: ClaimAnswerDto, description: 'The job was already assigned to this worker.' })
  @ApiProblems('malformed_json', 'job_elsewhere', 'no_worker_for_job')
  async claim(
    @JsonBody() body: unknown,
    @CallerOf() caller: Caller,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ClaimAnswerDto> {
    return withStatus(reply, await this.jobs.claimJob(body, caller));
  }

  @Post(':workerId/jobs')
  @Allow({ role: 'scheduler', scope: 'worker', self: true })
  @ApiOperation({ operationId: 'assignJob', summary: 'Assign a job to a worker' })
  @ApiWorker()
  @ApiBody({ type: AssignJobDto })
  @ApiCreatedResponse({ type: JobAnswerDto, description: 'Assigned.' })
  @ApiOkResponse({ type: JobAnswerDto, description: 'The worker already has the job.' })
  @ApiProblems(
    'malformed_json',
    'worker_not_registered',
    'superseded',
    'worker_takes_no_job',
    'job_elsewhere',
    'self_assignment_off',
  )
  async assign(
    @WorkerParam() name: string,
    @JsonBody() body: unknown,
    @CallerOf() caller: Caller,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<JobAnswerDto> {
    return withStatus(reply, await this.jobs.assignJob(name, body, caller));
  }

  @Get(':workerId/jobs')
  @Allow({ role: 'viewer', scope: 'worker', self: true })
  @ApiOperation({ operationId: 'listJobs', summary: 'List the jobs of a worker' })
  @ApiWorker()
  @ApiOkResponse({ type: JobPageDto, description: 'One page of jobs.' })
  @ApiProblems('worker_not_registered', 'superseded')
  list(
    @WorkerParam() name: string,
    @QueryOf(ListJobsQuery) query: object,
    @CallerOf() caller: Caller,
  ): Promise<JobPageDto> {
    return this.jobs.listJobs(name, query, caller);
  }

  @Delete(':workerId/jobs/:jobId')
  @Allow({ role: 'scheduler', scope: 'worker', self: true })
  @HttpCode(204)
  @ApiOperation({ operationId: 'endJob', summary: 'End a job' })
  @ApiWorker()
  @ApiParam({ name: 'jobId', description: 'Id of the job.', example: 'job-4711' })
  @ApiNoContentResponse({ description: 'The job has ended, and its slot is free.' })
  @ApiProblems('worker_not_registered', 'superseded', 'job_not_assigned')
  end(
    @WorkerParam() name: string,
    @PathParam('jobId', 'job_not_assigned') jobId: string,
    @QueryOf(EndJobQuery) query: object,
    @CallerOf() caller: Caller,
  ): Promise<void> {
    return this.jobs.endJob(name, jobId, query, caller);
  }
}

function withStatus<Answer>(reply: Reply, { answer, isNew }: JobAnswer<Answer>): Answer {
  reply.status(isNew ? 201 : 200);
  return answer;
}
