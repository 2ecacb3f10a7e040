import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { IncomingHttpHeaders } from 'node:http';

/** `return=minimal` among other preferences, which may have parameters (RFC 7240, section 4.2). */
const MINIMAL = /(?:^|[,;\s])return\s*=\s*"?minimal"?\s*(?:$|[,;])/i;

/** Whether the caller of a request wants a short answer: `Prefer: return=minimal`. */
export const prefersMinimal = ({ prefer }: IncomingHttpHeaders): boolean =>
  prefer !== undefined && MINIMAL.test([prefer].flat().join(','));

/** Injects whether the caller wants a short answer. */
export const PrefersMinimal = createParamDecorator((_: unknown, context: ExecutionContext) =>
  prefersMinimal(context.switchToHttp().getRequest<{ headers: IncomingHttpHeaders }>().headers),
);
