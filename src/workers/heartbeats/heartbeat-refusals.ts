import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { listenToErrors } from '../../platform/errors/refusal-listeners.js';
import { HeartbeatFaults } from './heartbeat-faults.js';

/**
 * Notes heartbeats that are refused before they are read: for their credential, their size or their media type. To an
 * operator their workers must not look silent either.
 */
@Injectable()
export class HeartbeatRefusals {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly faults: HeartbeatFaults,
  ) {}

  /** To be called before routes are added. */
  prepare(): void {
    const { httpAdapter } = this.host;
    if (httpAdapter?.getType() !== 'fastify') return;
    listenToErrors(httpAdapter.getInstance<object>(), (error, request) => {
      const name = beatingWorker(request);
      if (name !== undefined) this.faults.refused(name, error);
    });
  }
}

function beatingWorker({ method, routeOptions, params }: FastifyRequest): string | undefined {
  if (method !== 'POST' || routeOptions?.url?.endsWith('/:workerId/heartbeat') !== true) return undefined;
  const name = (params as Record<string, unknown> | undefined)?.['workerId'];
  return typeof name === 'string' ? name : undefined;
}
