import { isDeepStrictEqual } from 'node:util';
import { validate as isUuid } from 'uuid';
import { refusalOf } from '../fleet/refusal.js';
import { DomainError } from '../platform/errors/domain-error.js';
import { requireCommand, withWarnings } from '../platform/validation/require-body.js';
import type {
  RevocationAnswerDto,
  TokenAnswerDto,
} from '../workers/credentials/dto/credential-answers.dto.js';
import { RevokeRequestDto } from '../workers/credentials/dto/revoke.dto.js';
import type { FakeFleet } from './fake-fleet.js';
import type { FakeWorker } from './fake-worker.js';

/** Issues a token as the service does. */
export function issueTokenIn(fleet: FakeFleet, name: string): TokenAnswerDto {
  const worker = fleet.requireWorker(name);
  const { presence, absence, incarnation } = worker.state;
  if (presence === 'LEFT') throw refusalOf({ presence, reason: absence?.reason ?? null, fence: null }, false);
  noteOnce(fleet, worker, incarnation);
  return { success: true, message: 'Token issued', credentials: fleet.issueToken(worker) };
}

/** As `repeats-event.sql`: the journal has a worker's repeated request once in its last eight events. */
function noteOnce(fleet: FakeFleet, worker: FakeWorker, incarnation: number): void {
  const detail = { incarnation };
  const latest = fleet.events.filter(({ id }) => id === worker.state.id).slice(-8);
  const isRepeat = latest.some(
    (each) => each.type === 'token-issued' && isDeepStrictEqual(each.detail, detail),
  );
  if (!isRepeat) fleet.noteEvent('token-issued', worker, detail);
}

/** Revokes all credentials of a worker as the service does; also of a deleted record, by its id. */
export function revokeIn(fleet: FakeFleet, name: string, body: unknown): RevocationAnswerDto {
  const { value, warnings } = requireCommand(RevokeRequestDto, body ?? {});
  const { id, workerId } = recordOf(fleet, name);
  const worker = fleet.find(id);
  if (worker !== undefined) {
    worker.state.incarnation += 1;
    worker.bootId = null;
  }
  const { reason } = value;
  fleet.noteOf('credentials-revoked', { id, workerId }, reason === undefined ? {} : { reason });
  const message = 'All credentials of the worker are revoked';
  return withWarnings({ success: true, message, id, workerId }, warnings);
}

function recordOf(fleet: FakeFleet, name: string): { readonly id: string; readonly workerId: string } {
  const worker = fleet.find(name);
  if (worker !== undefined) return { id: worker.state.id, workerId: worker.description.workerId };
  const id = isUuid(name) ? name.toLowerCase() : undefined;
  const last = fleet.events.findLast((event) => event.id === id);
  if (id === undefined || last?.workerId == null) throw new DomainError('worker_not_registered');
  return { id, workerId: last.workerId };
}
