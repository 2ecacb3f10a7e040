import { Injectable, type CanActivate, type Type } from '@nestjs/common';
import { ApplicationConfig, HttpAdapterHost, ModuleRef } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../errors/domain-error.js';
import { sendProblem } from '../errors/problem.filter.js';
import { schemaOf, type Dto } from '../openapi/schema-of.js';
import { markOf, RouteMark } from './route-mark.js';
import { shortCallOf, type Controllers, type ShortCall } from './short-call.js';

const SHORT_ROUTE = 'worker-registration:short';
const JSON_TYPE = 'application/json; charset=utf-8';

/** The controller, its method, and the format of the answers. */
interface Mark {
  readonly controller: Type;
  readonly name: string;
  readonly answer: Dto;
}

/**
 * A route so frequent that Nest's work around its method costs more than the method. Everything about the
 * route is still declared by its decorators: the guard, the status, the parameters, and the fields of the
 * answer.
 */
export const ShortRoute =
  (answer: Dto): MethodDecorator =>
  (target, name, descriptor) => {
    const mark: Mark = { controller: target.constructor as Type, name: String(name), answer };
    RouteMark(SHORT_ROUTE, mark)(target, name, descriptor);
  };

/** Whether a request is for such a route. */
export const isShort = ({ routeOptions }: FastifyRequest): boolean => SHORT_ROUTE in routeOptions.config;

/** The guard of those routes. */
export interface ShortGuard extends CanActivate {
  /** Whether a request was admitted before its body was read, and has no query that must be checked. */
  hasAdmitted(request: object): boolean;
}

/**
 * Calls the methods of some controllers without Nest's work around them. Unusual requests take the normal
 * way; all requests do in an application that has global guards, interceptors or pipes, or serves HTTP by
 * another adapter.
 */
@Injectable()
export class ShortRoutes {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly application: ApplicationConfig,
    private readonly modules: ModuleRef,
  ) {}

  /** Must be called before routes are added. */
  addHooks(guard: ShortGuard): void {
    const { httpAdapter } = this.host;
    if (httpAdapter?.getType() !== 'fastify') return;
    httpAdapter.getInstance<FastifyInstance>().addHook('onRoute', (route) => {
      const mark = markOf(route.config, SHORT_ROUTE) as Mark | undefined;
      const call = mark && shortCallOf(mark.controller, mark.name, guard.constructor as Type<CanActivate>);
      if (call === undefined || !this.nothingAround()) return;
      const usual = route.handler;
      const short = this.handlerOf(mark!, call);
      route.handler = (request, reply) => {
        if (!guard.hasAdmitted(request)) return usual.call(request.server, request, reply);
        void short(request, reply);
        return undefined;
      };
    });
  }

  private handlerOf({ controller, answer: Answer }: Mark, { method, status, parametersOf }: ShortCall) {
    const schema = { ...schemaOf(Answer) };
    let instance: Controllers | undefined;
    let serialise: ((answer: object) => string) | undefined;
    return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
      try {
        instance ??= this.modules.get<Controllers>(controller, { strict: false });
        reply.status(status);
        const answer = await method.apply(instance, parametersOf(request, reply));
        serialise ??= reply.compileSerializationSchema(schema) as (answer: object) => string;
        void reply.header('content-type', JSON_TYPE).serializer(serialise).send(answer);
      } catch (error) {
        if (error instanceof DomainError) sendProblem(error, request, reply);
        // Nest answers the request, with the filters of the application.
        else void reply.send(error);
      }
    };
  }

  /** Evaluated when a route is added, as in Nest. */
  private nothingAround(): boolean {
    const { application } = this;
    return [
      application.getGlobalGuards(),
      application.getGlobalRequestGuards(),
      application.getGlobalInterceptors(),
      application.getGlobalRequestInterceptors(),
      application.getGlobalPipes(),
      application.getGlobalRequestPipes(),
    ].every((each) => each.length === 0);
  }
}
