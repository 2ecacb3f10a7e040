import { RequestMethod, type CanActivate, type ExecutionContext, type Type } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { NAMES_DROPPED } from './dropped-names.js';
import {
  CUSTOM_ROUTE_ARGS_METADATA,
  GUARDS_METADATA,
  HTTP_CODE_METADATA,
  INTERCEPTORS_METADATA,
  METHOD_METADATA,
  PARAMETER_KINDS,
  PIPES_METADATA,
  ROUTE_ARGS_METADATA,
} from './nest-metadata.js';

/** A controller method. */
export type Method = (...parameters: unknown[]) => Promise<object>;
export type Controllers = Record<string, Method>;

/** A route as described by its decorators. */
export interface ShortCall {
  readonly method: Method;
  /** Status of its answer. */
  readonly status: number;
  /** Arguments of the method, from the request. */
  readonly parametersOf: (request: FastifyRequest, reply: FastifyReply) => unknown[];
}

/** Nest's metadata of a route parameter. */
interface ParameterNote {
  readonly index: number;
  readonly data?: unknown;
  readonly pipes?: readonly unknown[];
  readonly factory?: (data: unknown, context: ExecutionContext) => unknown;
}

type Parameter = (request: FastifyRequest, reply: FastifyReply) => unknown;

/**
 * Returns what Nest would do around a controller method; undefined if that is more than calling this one
 * guard and reading parameters from the request.
 */
export function shortCallOf(controller: Type, name: string, guard: Type<CanActivate>): ShortCall | undefined {
  const method = (controller.prototype as Controllers)[name]!;
  const noted = (key: string): unknown[] =>
    [controller, method].flatMap((each) => (Reflect.getMetadata(key, each) as unknown[] | undefined) ?? []);
  const [first, ...more] = noted(GUARDS_METADATA);
  const around = [
    ...more,
    ...noted(INTERCEPTORS_METADATA).filter((each) => each !== NAMES_DROPPED),
    ...noted(PIPES_METADATA),
  ];
  const parameters = parametersOf(controller, name);
  if (first !== guard || around.length > 0 || parameters.includes(undefined)) return undefined;
  const taken = parameters as Parameter[];
  return {
    method,
    status: statusOf(method),
    parametersOf: (request, reply) => taken.map((each) => each(request, reply)),
  };
}

function statusOf(method: Method): number {
  const given = Reflect.getMetadata(HTTP_CODE_METADATA, method) as number | undefined;
  return given ?? (Reflect.getMetadata(METHOD_METADATA, method) === RequestMethod.POST ? 201 : 200);
}

function parametersOf(controller: Type, name: string): (Parameter | undefined)[] {
  const notes = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) ?? {}) as Record<
    string,
    ParameterNote
  >;
  const parameters: (Parameter | undefined)[] = [];
  for (const [key, note] of Object.entries(notes)) parameters[note.index] = parameterOf(key, note);
  return Array.from(parameters);
}

/** Undefined for anything that the most frequent routes do not need. */
function parameterOf(key: string, { data, pipes = [], factory }: ParameterNote): Parameter | undefined {
  if (pipes.length > 0) return undefined;
  if (factory !== undefined && key.includes(CUSTOM_ROUTE_ARGS_METADATA))
    return (request) => factory(data, contextOf(request));
  const kind = Number(key.split(':', 1)[0]);
  if (kind === PARAMETER_KINDS.param && typeof data === 'string')
    return ({ params }) => (params as Record<string, unknown>)[data];
  if (kind === PARAMETER_KINDS.body && data === undefined) return ({ body }) => body;
  if (kind === PARAMETER_KINDS.ip) return ({ ip }) => ip;
  return kind === PARAMETER_KINDS.response ? (_request, reply) => reply : undefined;
}

/** The part of it that parameter decorators need. */
const contextOf = (request: FastifyRequest): ExecutionContext =>
  ({ switchToHttp: () => ({ getRequest: () => request }) }) as ExecutionContext;
