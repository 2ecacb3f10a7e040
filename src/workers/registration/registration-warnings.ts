import { scopeOf, type Caller } from '../../identity/access/caller.js';
import { addressWarnings } from './dto/address-warnings.js';
import type { Registered, Registration } from './registration.js';

/**
 * Returns warnings about an accepted registration.
 * @param other the workerId of another worker that sends heartbeats and has the same address and port
 */
export function registrationWarnings(
  { foreignJobs }: Registered,
  { description }: Registration,
  other: string | undefined,
  caller: Caller,
): string[] {
  const { hostAddress, hostName, port } = description;
  // The other worker may be outside the scope of a limited key.
  const named = scopeOf(caller) === null ? `Worker ${other}` : 'Another worker';
  return [
    ...foreignJobs.map((jobId) => `Job ${jobId} is assigned to another worker`),
    ...addressWarnings(description),
    ...(other === undefined
      ? []
      : [
          `${named} sends heartbeats and has the same address and port (${hostAddress ?? hostName} port ${port}): an open port there proves nothing, so neither of them is dialled`,
        ]),
  ];
}
