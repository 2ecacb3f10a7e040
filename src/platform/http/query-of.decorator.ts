import { applyDecorators, createParamDecorator, type ExecutionContext, type Type } from '@nestjs/common';
import { ApiQuery } from '../openapi/swagger.js';
import { queryWarnings, takesQuery } from './expected-input.js';

interface Queried {
  readonly query: object;
}

/** The query of a request, as read by the HTTP adapter. */
const RawQuery = createParamDecorator(
  (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<Queried>().query,
);

const Warnings = createParamDecorator((_: unknown, context: ExecutionContext) =>
  queryWarnings(context.switchToHttp().getRequest<Queried>().query),
);

/**
 * Injects the query of a request, and documents its fields in the OpenAPI document. The parameter must be
 * typed `object`: pipes of an application that imports the module, such as `ValidationPipe({ whitelist: true
 * })`, would validate the class of a parameter, and empty it because its fields have none of their
 * decorators.
 */
export const QueryOf =
  (Query: Type): ParameterDecorator =>
  (target, name, index) => {
    RawQuery()(target, name, index);
    const descriptor = Object.getOwnPropertyDescriptor(target, name!)!;
    TakesQuery(Query)(target, name!, descriptor);
  };

/** Documents the query of a route that reads it from the request itself. */
export const TakesQuery = (Query: Type): MethodDecorator =>
  applyDecorators(
    ApiQuery({ type: Query }),
    (_target: object, _name: unknown, descriptor: PropertyDescriptor) =>
      takesQuery(descriptor.value as object, Query),
  );

/**
 * Injects warnings about the query of a route that has none and must not fail because of one, such as a
 * heartbeat. Without this decorator a query parameter that may be meant as an option is refused.
 */
export const QueryWarnings = (): ParameterDecorator => (target, name, index) => {
  Warnings()(target, name, index);
  takesQuery(Object.getOwnPropertyDescriptor(target, name!)!.value as object, Object);
};
