import { Inject, Injectable, type Type } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';

/** Injection token of the modules whose routes are left out. */
export const WITHOUT_ROUTES = Symbol('worker-registration modules without routes');

/** Takes the controllers from modules while Nest creates them, before it adds routes: an application may want the services alone. */
@Injectable()
export class WithoutRoutes {
  constructor(modules: ModulesContainer, @Inject(WITHOUT_ROUTES) features: readonly Type[]) {
    for (const module of modules.values()) if (features.includes(module.metatype)) module.controllers.clear();
  }
}
