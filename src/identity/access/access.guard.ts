import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { hasQuery, requireExpected, type Input } from '../../platform/http/expected-input.js';
import { NO_STORE } from '../../platform/http/uncached.js';
import { ACCESS_RULE, type AccessRule } from './access-rule.js';
import { Admission } from './admission.js';
import { isDecided, type HttpRequest } from './request-caller.js';
import { ReservedPaths } from './reserved-paths.js';

/**
 * Admits a call to its route if its caller may make it. On Fastify that was decided before the body was read;
 * with another HTTP adapter it is decided here. Refuses a body or a query that the route does not use.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly admission: Admission,
    private readonly reserved: ReservedPaths,
    private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    // With another HTTP adapter than Fastify, no hook of ours has set it.
    if (!isDecided(http.getRequest<object>()))
      http.getResponse<{ header(name: string, value: string): unknown }>().header(...NO_STORE);
    const rule = this.reflector.get<AccessRule>(ACCESS_RULE, context.getHandler());
    const request = http.getRequest<HttpRequest & Input>();
    await this.admission.admitRequest(request, rule);
    this.reserved.requireWorker(context);
    requireExpected(request, context.getHandler());
    return true;
  }

  hasAdmitted(request: object): boolean {
    return isDecided(request) && !hasQuery(request);
  }
}
