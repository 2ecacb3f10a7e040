/** A change in what the service asks of the worker; each is an event. */
export type Asked = 'drain' | 'maintenance' | 'stop' | 'activate';

const KNOWN: ReadonlySet<string> = new Set(['drain', 'maintenance', 'stop']);

/** A server accepts heartbeats of up to 64 KiB; a revoked job is repeated until a heartbeat confirms it. */
const DROPPED_BYTES = 48 * 1024;

/** Finds what is new in responses that repeat themselves: commands and revoked jobs. */
export class AskedOfWorker {
  private commands: readonly string[] = [];
  private readonly revoked = new Set<string>();

  /** @returns commands that the previous response did not have; `activate` if all were withdrawn */
  newCommands(commands: readonly string[]): Asked[] {
    const known = commands.filter((command) => KNOWN.has(command));
    const fresh = known.filter((command) => !this.commands.includes(command));
    const lifted = this.commands.length > 0 && known.length === 0;
    this.commands = known;
    return lifted ? ['activate'] : (fresh as Asked[]);
  }

  /** @returns jobs that were not reported before */
  newRevoked(jobIds: readonly string[]): string[] {
    const fresh = jobIds.filter((jobId) => !this.revoked.has(jobId));
    for (const jobId of fresh) this.revoked.add(jobId);
    // The service stops repeating a job once it knows that it was dropped; it may then assign that job to this worker
    // again.
    for (const jobId of this.revoked) if (!jobIds.includes(jobId)) this.revoked.delete(jobId);
    return fresh;
  }

  /** Returns revoked jobs that no longer run, as many as a heartbeat has room for: the next heartbeat confirms them. */
  listDropped(running: ReadonlySet<string>): string[] {
    let room = DROPPED_BYTES;
    return [...this.revoked].filter((jobId) => {
      if (running.has(jobId) || room <= 0) return false;
      room -= Buffer.byteLength(JSON.stringify(jobId)) + 1;
      return room > 0;
    });
  }
}
