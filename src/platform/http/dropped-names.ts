import {
  StreamableFile,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import { droppedOf } from './expected-input.js';

/** Names in `warnings` of an answer what was dropped of its request before its route was called. */
class DroppedNames implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    const dropped = droppedOf(context.switchToHttp().getRequest<object>());
    return dropped.length === 0 ? next.handle() : next.handle().pipe(map((answer) => named(answer, dropped)));
  }
}

/** The only one: a route around which nothing else is called needs it for odd requests alone. */
export const NAMES_DROPPED = new DroppedNames();

/** Lists and streams have no place for warnings. */
function named(answer: unknown, dropped: readonly string[]): unknown {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return answer;
  if (answer instanceof StreamableFile) return answer;
  const { warnings = [] } = answer as { warnings?: readonly string[] };
  return { ...answer, warnings: [...warnings, ...dropped] };
}
