import { Injectable, RequestMethod, type ExecutionContext } from '@nestjs/common';
import { ModulesContainer, Reflector } from '@nestjs/core';
import { RESERVED_WORKER_IDS } from '../../fleet/worker.js';
import { DomainError } from '../../platform/errors/domain-error.js';
import { METHOD_METADATA, PATH_METADATA } from '../../platform/http/nest-metadata.js';
import { ACCESS_RULE } from './access-rule.js';

const WORKER = ':workerId';

/** Whether a segment names a part of the API: no worker has such a name. */
export const isReserved = (segment: string): boolean => RESERVED_WORKER_IDS.includes(segment);

/** Whether a path, as its segments, is one of a route. */
export function fits(parts: readonly string[], asked: readonly string[]): boolean {
  const hasRest = parts.at(-1) === '*';
  if (hasRest ? asked.length < parts.length : asked.length !== parts.length) return false;
  return parts.every((part, index) => part === '*' || takes(part, asked[index]!));
}

function takes(part: string, segment: string): boolean {
  if (!part.startsWith(':')) return part === segment;
  return segment !== '' && !(part === WORKER && isReserved(segment));
}

/** Returns the refusal of a method, which names those that the path has. */
export const methodNotAllowed = (method: string, methods: readonly string[]): DomainError =>
  new DomainError('method_not_allowed', {
    message: `${method} is not allowed here; use ${methods.join(' or ')}`,
    allow: methods.join(', '),
  });

interface Asked {
  readonly method: string;
  readonly params?: Readonly<Record<string, string>>;
}

/**
 * Refuses calls that reach a route of a worker only because their path has no route for the method: `DELETE
 * /operations`. The server refuses them earlier; in other applications nothing else would.
 */
@Injectable()
export class ReservedPaths {
  private routes: readonly { readonly method: string; readonly parts: readonly string[] }[] | undefined;

  constructor(
    private readonly modules: ModulesContainer,
    private readonly reflector: Reflector,
  ) {}

  /** @throws DomainError `method_not_allowed` */
  requireWorker(context: ExecutionContext): void {
    const { method, params = {} } = context.switchToHttp().getRequest<Asked>();
    if (!isReserved(params['workerId'] ?? '')) return;
    const pattern = this.partsOf(context.getClass(), context.getHandler());
    const asked = pattern.map((part) => (part.startsWith(':') ? (params[part.slice(1)] ?? '') : part));
    this.routes ??= this.readRoutes();
    const methods = this.routes.filter(({ parts }) => fits(parts, asked)).map((route) => route.method);
    if (methods.includes('GET')) methods.push('HEAD');
    if (methods.length > 0) throw methodNotAllowed(method, [...new Set(methods)].toSorted());
  }

  private readRoutes(): { method: string; parts: string[] }[] {
    const controllers = [...this.modules.values()].flatMap((module) => [...module.controllers.values()]);
    return controllers.flatMap(({ metatype }) =>
      typeof metatype !== 'function'
        ? []
        : Object.values(Object.getOwnPropertyDescriptors(metatype.prototype as object))
            .map(({ value }) => value as unknown)
            .filter((value) => typeof value === 'function')
            .filter((handler) => this.reflector.get<unknown>(ACCESS_RULE, handler) !== undefined)
            .map((handler) => ({
              method: RequestMethod[this.reflector.get<RequestMethod>(METHOD_METADATA, handler)],
              parts: this.partsOf(metatype, handler),
            })),
    );
  }

  /** Returns the path of a route below the prefix. */
  // oxlint-disable-next-line typescript/no-unsafe-function-type -- What Nest hands out.
  private partsOf(controller: Function, handler: Function): string[] {
    const [above, own] = [controller, handler].map((each) => {
      const path = this.reflector.get<string | string[]>(PATH_METADATA, each as never);
      return [path].flat()[0] ?? '';
    });
    return `${above}/${own}`.split('/').filter((part) => part !== '');
  }
}
