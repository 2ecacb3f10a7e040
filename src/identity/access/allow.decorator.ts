import {
  applyDecorators,
  createParamDecorator,
  SetMetadata,
  UseGuards,
  UseInterceptors,
  type ExecutionContext,
} from '@nestjs/common';
import type { ErrorCode } from '../../platform/errors/error-table.js';
import { ApiProblems } from '../../platform/openapi/api-problems.js';
import { NAMES_DROPPED } from '../../platform/http/dropped-names.js';
import { RouteMark } from '../../platform/http/route-mark.js';
import { ApiSecurity } from '../../platform/openapi/swagger.js';
import { API_KEY, WORKER_TOKEN } from '../identity.openapi.js';
import { AccessGuard } from './access.guard.js';
import { ACCESS_RULE, type AccessRule } from './access-rule.js';
import { ACCESS_MARK } from './early-access.js';
import { callerIn } from './request-caller.js';

const REFUSALS: readonly ErrorCode[] = [
  'credential_missing',
  'invalid_token',
  'token_expired',
  'credentials_revoked',
  'api_key_expired',
  'session_over',
  'session_unproved',
  'role_missing',
  'outside_key_scope',
  'issuer_unavailable',
  'open_mode_is_local',
];

/**
 * Declares which callers may use a route, decided before its body is read and before any lookup; also
 * documents it in OpenAPI.
 * @param more other errors of the route about its credential
 */
export const Allow = (rule: AccessRule, ...more: readonly ErrorCode[]): MethodDecorator =>
  applyDecorators(
    SetMetadata(ACCESS_RULE, rule),
    RouteMark(ACCESS_MARK, rule),
    UseGuards(AccessGuard),
    UseInterceptors(NAMES_DROPPED),
    documented(rule, more),
  );

/** Injects the caller into a parameter of a route with {@link Allow}. */
export const CallerOf = createParamDecorator((_: unknown, context: ExecutionContext) =>
  callerIn(context.switchToHttp().getRequest<object>()),
);

function documented(
  { self = false, joining = false, role, or }: AccessRule,
  more: readonly ErrorCode[],
): MethodDecorator {
  return applyDecorators(
    ApiSecurity({}),
    ...(self || joining ? [ApiSecurity(WORKER_TOKEN)] : []),
    ApiSecurity(API_KEY, or === undefined ? [role] : [role, or]),
    ApiProblems(...REFUSALS, ...(self ? (['not_your_worker'] as const) : []), ...more),
  );
}
