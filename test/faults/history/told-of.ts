import type { Answer } from '../../support/api-client.js';
import type { OperationName } from '../clients/answers.js';
import type { Told } from './history.js';

/** A request, and when it was sent and answered. */
export interface Exchange {
  readonly operation: OperationName;
  readonly path: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>> | undefined;
  readonly sentAt: number;
  readonly answeredAt: number;
}

interface Body {
  readonly worker?: { readonly id?: string; readonly workerId: string; readonly incarnation: number };
  readonly heartbeat?: { readonly leaseExpiresAt: string | null };
  readonly fence?: number;
}

/** Returns what an answer promised about a lease or a fence; undefined if nothing. */
export function toldOf(exchange: Exchange, answer: Answer): Told | undefined {
  const { operation, path, body: sent = {}, sentAt, answeredAt } = exchange;
  if (answer.status > 201) return undefined;
  const { worker, heartbeat, fence } = answer.body as Body;
  const times = { sentAt, answeredAt };
  if (operation === 'register' || operation === 'heartbeat') {
    const end = heartbeat?.leaseExpiresAt;
    if (worker?.id === undefined || end === null || end === undefined) return undefined;
    const boot = sent['bootId'] as string | undefined;
    const { id, incarnation } = worker;
    return { kind: 'lease', id, boot, incarnation, leaseEnd: Date.parse(end), ...times };
  }
  if ((operation === 'assign' || operation === 'claim') && fence !== undefined) {
    const workerId = worker?.workerId ?? path['workerId']!;
    return { kind: 'fence', job: String(sent['jobId']), workerId, fence, ...times };
  }
  return undefined;
}
