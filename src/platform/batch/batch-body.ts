import { DomainError } from '../errors/domain-error.js';

/** A body that is not JSON. The parser passes it on, so that the route decides how to answer. */
export class UnreadableBody {
  /** @param reason a sentence about the body */
  constructor(readonly reason: string) {}
}

/** @throws DomainError `malformed_json` */
export function requireReadable(body: unknown): void {
  if (body instanceof UnreadableBody) throw new DomainError('malformed_json', { message: body.reason });
}
