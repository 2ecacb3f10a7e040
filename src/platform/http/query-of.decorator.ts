import { createParamDecorator, type ExecutionContext, type Type } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';

/** The query of a request, as the HTTP adapter read it. */
const RawQuery = createParamDecorator(
  (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<{ query: object }>().query,
);

/**
 * The query of a request, with its fields in the OpenAPI document. The parameter must be typed `object`: pipes of an
 * application that imports the module, such as `ValidationPipe({ whitelist: true })`, take the class of a parameter as
 * theirs to judge, and empty it where its fields carry none of their decorators.
 */
export const QueryOf =
  (Query: Type): ParameterDecorator =>
  (target, name, index) => {
    RawQuery()(target, name, index);
    ApiQuery({ type: Query })(target, name!, Object.getOwnPropertyDescriptor(target, name!)!);
  };
