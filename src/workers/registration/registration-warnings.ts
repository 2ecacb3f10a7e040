import { scopeOf, type Caller } from '../../identity/access/caller.js';
import { addressWarnings } from './dto/address-warnings.js';
import type { Registered, Registration } from './registration.js';

/**
 * Warnings about what a registration was accepted with.
 * @param beatingThere by id, the workerId of another worker that beats at the same address and port
 */
export function registrationWarnings(
  { foreignJobs, state }: Registered,
  { description }: Registration,
  beatingThere: ReadonlyMap<string, string>,
  caller: Caller,
): string[] {
  const { hostAddress, hostName, port } = description;
  const other = beatingThere.get(state.id);
  // The other worker may be outside the scope of a limited key.
  const named = scopeOf(caller) === null ? `Worker ${other}` : 'Another worker';
  return [
    ...foreignJobs.map((jobId) => `Job ${jobId} is with another worker`),
    ...addressWarnings(description),
    ...(other === undefined
      ? []
      : [
          `${named} beats and has the same address and port (${hostAddress ?? hostName} port ${port}): an open port there proves nothing, so neither of them is dialled`,
        ]),
  ];
}
