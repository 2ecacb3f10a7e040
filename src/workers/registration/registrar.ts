import { Inject, Injectable } from '@nestjs/common';
import DataLoader from 'dataloader';
import { ANYONE, type Caller } from '../../identity/access/caller.js';
import { IdentityService } from '../../identity/identity.service.js';
import { requireReadable } from '../../platform/batch/batch-body.js';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { DomainError, validationFailed } from '../../platform/errors/domain-error.js';
import type { RegistrationAnswerDto } from './dto/registration-answers.dto.js';
import { shownTo } from '../dto/shown-to.js';
import { workerDto } from '../../fleet/dto/worker.dto.js';
import { HeartbeatAdvice } from '../heartbeats/heartbeat-advice.js';
import { readRegistration } from './registration-reading.js';
import { registrationWarnings } from './registration-warnings.js';
import { boundsOf, RegistrationRights } from './registration-rights.js';
import { RegistrationLanes } from './registration-lanes.js';
import { MESSAGES, statusOf } from './outcomes.js';
import { RegistrationStore } from './store/registration.store.js';

/** Registers workers: creates their records, or updates them. */
@Injectable()
export class Registrar {
  /** Looks together for other workers at the addresses of those that were registered together, by id. */
  private readonly others = new DataLoader<string, string | undefined>(
    async (ids) => {
      const found = await this.store.beatingAtAddressOf(ids, this.advice.leaseMs);
      return ids.map((id) => found.get(id));
    },
    { cache: false },
  );

  constructor(
    private readonly store: RegistrationStore,
    private readonly advice: HeartbeatAdvice,
    private readonly identity: IdentityService,
    private readonly rights: RegistrationRights,
    private readonly lanes: RegistrationLanes,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /**
   * @param caller the registering caller; the worker's own token, expired or not, identifies the same process
   * @throws DomainError `validation_failed` with all faults together, or for a name that is the id of another
   * worker; `not_your_worker`, `own_token_required`, `superseded`, `tags_not_allowed`,
   * `registration_out_of_bounds`, `outside_key_scope`, `join_token_expired`, `join_token_used_up`
   */
  async registerWorker(body: unknown, caller: Caller = ANYONE): Promise<RegistrationAnswerDto> {
    requireReadable(body);
    const { workerId, registration, errors, warnings } = readRegistration(body, this.settings);
    this.rights.requireSelf(caller, workerId);
    if (registration === undefined) throw validationFailed(errors, warnings);
    this.rights.requireTags(caller, registration);
    this.rights.requireBounds(caller, registration);
    const { workerId: name } = registration.description;
    await this.identity.requireSigningKey();
    if ((await this.store.idsAmong([name])).has(name)) throw idOfAnother();
    const registered = await this.lanes.submitRegistration({
      registration,
      authority: this.rights.authorityOf(caller),
    });
    if (typeof registered === 'string') throw this.rights.refuseTakeover(registered);
    const { state, releasedJobs, inForce } = registered;
    const worker = workerDto({ ...registration.description, ...inForce }, state, this.advice.view);
    const other = worker.port === null ? undefined : await this.others.load(state.id);
    return {
      success: true,
      message: MESSAGES[state.lastOutcome],
      outcome: state.lastOutcome,
      reRegistered: statusOf(state.lastOutcome) === 200,
      worker: shownTo(caller, worker),
      credentials: this.identity.issueToken(worker, boundsOf(caller)),
      heartbeat: this.advice.adviseRegistration(worker.leaseExpiresAt, state.leaseSeconds),
      releasedJobs: [...releasedJobs],
      warnings: [...warnings, ...registrationWarnings(registered, registration, other, caller)],
    };
  }
}

/** Error for a name that is the id of another worker. */
export const idOfAnother = (): DomainError =>
  validationFailed([{ field: 'workerId', message: 'Worker ID is the id of another worker; choose another' }]);
