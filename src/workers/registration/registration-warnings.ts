import { addressWarnings } from './dto/address-warnings.js';
import type { Registered, Registration } from './store/registration.store.js';

/**
 * Warnings about what a registration was accepted with.
 * @param beatingThere by id, the workerId of another worker that beats at the same address and port
 */
export function registrationWarnings(
  { foreignJobs, state }: Registered,
  { description }: Registration,
  beatingThere: ReadonlyMap<string, string>,
): string[] {
  const { hostAddress, hostName, port } = description;
  const other = beatingThere.get(state.id);
  return [
    ...foreignJobs.map((jobId) => `Job ${jobId} is with another worker`),
    ...addressWarnings(description),
    ...(other === undefined
      ? []
      : [
          `Worker ${other} beats and has the same address and port (${hostAddress ?? hostName} port ${port}): an open port there proves nothing, so neither of them is dialled`,
        ]),
  ];
}
