import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { refusedCaller } from '../../identity/access/caller-name.js';
import { isDecided } from '../../identity/access/request-caller.js';
import type { DomainError } from '../../platform/errors/domain-error.js';
import { listenToErrors } from '../../platform/errors/refusal-listeners.js';
import { HeartbeatFaults } from './heartbeat-faults.js';

/**
 * Notes heartbeats that are refused before they are read: because of their credential, size or media type.
 * Their workers must not look silent to operators either. Heartbeats that strangers send in the name of a
 * worker are not noted.
 */
@Injectable()
export class HeartbeatRefusals {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly faults: HeartbeatFaults,
  ) {}

  /** Must be called before routes are added. */
  addHooks(): void {
    const { httpAdapter } = this.host;
    if (httpAdapter?.getType() !== 'fastify') return;
    listenToErrors(httpAdapter.getInstance<object>(), (error, request) => {
      const name = beatingWorker(request);
      if (name !== undefined && isFromWorker(name, error, request)) this.faults.noteRefusal(name, error);
    });
  }
}

function beatingWorker({ method, routeOptions, params }: FastifyRequest): string | undefined {
  if (method !== 'POST' || routeOptions?.url?.endsWith('/:workerId/heartbeat') !== true) return undefined;
  const name = (params as Record<string, unknown> | undefined)?.['workerId'];
  return typeof name === 'string' ? name : undefined;
}

/**
 * Whether the caller was admitted, or sent an authentic token of this worker that has expired or was revoked.
 */
function isFromWorker(name: string, error: DomainError, request: FastifyRequest): boolean {
  if (isDecided(request)) return true;
  const caller = refusedCaller(error);
  return caller?.kind === 'worker' && (name === caller.workerId || name.toLowerCase() === caller.id);
}
