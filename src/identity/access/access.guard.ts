import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
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
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const rule = this.reflector.get<AccessRule>(ACCESS_RULE, context.getHandler());
    const request = context.switchToHttp().getRequest<HttpRequest>();
    withCaller(request, await this.access.admit(shownBy(request), rule, request.params?.['workerId']));
    return true;
  }
}
