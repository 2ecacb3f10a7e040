import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Instance } from '../../platform/instance/instance.js';
import type { AccessRule } from './access-rule.js';
import { AccessService } from './access.service.js';
import { shownBy, withCaller, type HttpRequest } from './request-caller.js';

export const ACCESS_RULE = Symbol('access rule');

/** Lets a call through to its route, where its caller may make it. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly access: AccessService,
    private readonly reflector: Reflector,
    private readonly instance: Instance,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const rule = this.reflector.get<AccessRule>(ACCESS_RULE, context.getHandler());
    const request = context.switchToHttp().getRequest<HttpRequest>();
    const admitting = this.access.admit(shownBy(request), rule, request.params?.['workerId']);
    withCaller(request, await (rule.role === 'gateway' ? this.instance.taking(() => admitting) : admitting));
    return true;
  }

  /** The same where it can be told at once; false where it takes longer, or is no. */
  activateAtOnce(made: object, method: (...parameters: unknown[]) => unknown): boolean {
    const request = made as HttpRequest;
    const rule = this.reflector.get<AccessRule>(ACCESS_RULE, method);
    const caller = this.access.admitAtOnce(shownBy(request), rule, request.params?.['workerId']);
    if (caller !== undefined) withCaller(request, caller);
    return caller !== undefined;
  }
}
