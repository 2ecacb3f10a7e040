import { Injectable, Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { DomainError } from '../../platform/errors/domain-error.js';
import { sendProblem } from '../../platform/errors/problem.filter.js';
import { listenToRefusals } from '../../platform/errors/refusal-listeners.js';
import { markOf } from '../../platform/http/route-mark.js';
import type { AccessRule } from './access-rule.js';
import { Admission } from './admission.js';
import { nameOfCaller, nameOfShown, refusedCaller } from './caller-name.js';
import { RefusalLog } from './refusal-log.js';
import { callerIn, isDecided, shownBy, type HttpRequest } from './request-caller.js';

/** Marks a route with its access rule. */
export const ACCESS_MARK = 'worker-registration:access';

/**
 * Checks access to each route with an access rule before a byte of the body is read, in any Fastify
 * application that imports the module: strangers must not be able to make the service read, hold or parse
 * anything.
 */
@Injectable()
export class EarlyAccess {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly admission: Admission,
  ) {}

  /** Must be called before routes are added. */
  addHooks(): void {
    const { httpAdapter } = this.host;
    if (httpAdapter?.getType() !== 'fastify') return;
    const fastify = httpAdapter.getInstance<FastifyInstance>();
    this.logRefusals(fastify);
    fastify.addHook('onRoute', (route) => {
      const rule = markOf(route.config, ACCESS_MARK) as AccessRule | undefined;
      if (rule !== undefined) route.onRequest = [...[route.onRequest ?? []].flat(), this.deciding(rule)];
    });
  }

  private logRefusals(fastify: FastifyInstance): void {
    const logger = new Logger('Access');
    const log = new RefusalLog((line) => logger.warn(line));
    fastify.addHook('onClose', (_, done) => {
      log.endWindow();
      done();
    });
    listenToRefusals(fastify, (refusal, request) => {
      const made = request as unknown as HttpRequest;
      const caller = refusedCaller(refusal) ?? (isDecided(request) ? callerIn(request) : undefined);
      log.logRefusal({
        msg: `Refused: ${refusal.message}`,
        reason: refusal.code,
        who: caller === undefined ? nameOfShown(shownBy(made)) : nameOfCaller(caller),
        address: request.ip,
        method: request.method,
        route: request.routeOptions.url,
        worker: made.params?.['workerId'],
        requestId: request.id,
      });
    });
  }

  private deciding(
    rule: AccessRule,
  ): NonNullable<Extract<RouteOptions['onRequest'], (...all: never) => void>> {
    return (request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
      const made = request as unknown as HttpRequest;
      if (this.admission.admitAtOnce(made, rule)) {
        done();
        return;
      }
      void this.decide(made, rule, reply, done);
    };
  }

  private async decide(
    made: HttpRequest,
    rule: AccessRule,
    reply: FastifyReply,
    done: () => void,
  ): Promise<void> {
    try {
      await this.admission.admitRequest(made, rule);
    } catch (error) {
      if (error instanceof DomainError) sendProblem(error, reply.request, reply, rule);
      else void reply.send(error);
      return;
    }
    done();
  }
}
