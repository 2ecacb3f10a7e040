import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { DomainError } from '../platform/errors/domain-error.js';
import { requireCommand, withWarnings } from '../platform/validation/require-body.js';
import { GuardsService } from '../statistics/guards.service.js';
import { guardPlaceOf, guardSubject, type GuardPlace } from '../fleet/guard-place.js';
import { HoldGuardDto, ReleaseGuardDto, type GuardAnswerDto, type GuardsDto } from './dto/guards.dto.js';
import { Guards } from './guards.js';
import { GuardStore } from './store/guard.store.js';

/** Lets operators hold a guard longer, or release it now. */
@Injectable()
export class GuardSteering {
  constructor(
    private readonly database: Database,
    private readonly store: GuardStore,
    private readonly guards: Guards,
    private readonly view: GuardsService,
  ) {}

  async readGuards(): Promise<GuardsDto> {
    return { guards: await this.view.readGuards() };
  }

  /** @throws DomainError `validation_failed`, `zone_unknown` */
  async holdGuard(name: string, body: unknown, actor: string): Promise<GuardAnswerDto> {
    const { value, warnings } = requireCommand(HoldGuardDto, body ?? {});
    const place = placeOf(name);
    if (place.scope === 'zone' && !(await this.store.hasZone(this.database, place.zone)))
      throw new DomainError('zone_unknown');
    const { minutes, reason } = value;
    const until = await this.steering(async (tx) => this.store.holdGuard(tx, place, minutes, actor, reason));
    const message = `The guard of ${guardSubject(place)} holds until ${until.toISOString()}`;
    return withWarnings(await this.answer(place, message), warnings);
  }

  /** @throws DomainError `validation_failed`, `zone_unknown`, `guard_not_engaged` */
  async releaseGuard(name: string, body: unknown, actor: string): Promise<GuardAnswerDto> {
    const { value, warnings } = requireCommand(ReleaseGuardDto, body ?? {});
    const place = placeOf(name);
    await this.guards.prepareSurvey();
    const { leadSeconds } = this.guards;
    const was = await this.steering((tx) =>
      this.store.releaseGuard(tx, place, leadSeconds, actor, value.reason),
    );
    if (was === undefined) throw new DomainError('guard_not_engaged');
    const message =
      was === 'RELEASED'
        ? `The guard of ${guardSubject(place)} was already released`
        : `The guard of ${guardSubject(place)} is released`;
    return withWarnings(await this.answer(place, message), warnings);
  }

  /** Changes guards while no sweep decides about them. */
  private steering<T>(work: (tx: Parameters<GuardStore['lockGuards']>[0]) => Promise<T>): Promise<T> {
    return this.database.transaction(async (tx) => {
      await this.store.lockGuards(tx);
      return work(tx);
    });
  }

  private async answer({ scope, zone }: GuardPlace, message: string): Promise<GuardAnswerDto> {
    const guards = await this.view.readGuards();
    const guard = guards.find((each) => each.scope === scope && (each.zone ?? '') === zone);
    // A sweep may have ended it meanwhile.
    if (guard === undefined) throw new DomainError('guard_not_engaged');
    return { success: true, message, guard };
  }
}

function placeOf(name: string): GuardPlace {
  const place = guardPlaceOf(name);
  if (place === undefined) throw new DomainError('zone_unknown');
  return place;
}
