/** What changed in what is asked of the worker; each is an event. */
export type Asked = 'drain' | 'maintenance' | 'stop' | 'activate';

const KNOWN: ReadonlySet<string> = new Set(['drain', 'maintenance', 'stop']);

/** A server accepts heartbeats of up to 64 KiB; a revoked job is repeated until a heartbeat confirms it. */
const DROPPED_BYTES = 48 * 1024;

/** Finds what is new in answers that repeat themselves: commands, and jobs that were taken away. */
export class AskedOfWorker {
  private commands: readonly string[] = [];
  private readonly revoked = new Set<string>();

  /** @returns what was not asked by the answer before; `activate` where all was taken back */
  newCommands(commands: readonly string[]): Asked[] {
    const known = commands.filter((command) => KNOWN.has(command));
    const fresh = known.filter((command) => !this.commands.includes(command));
    const lifted = this.commands.length > 0 && known.length === 0;
    this.commands = known;
    return lifted ? ['activate'] : (fresh as Asked[]);
  }

  /** @returns those that were not told before */
  newRevoked(jobIds: readonly string[]): string[] {
    const fresh = jobIds.filter((jobId) => !this.revoked.has(jobId));
    for (const jobId of fresh) this.revoked.add(jobId);
    // What the service no longer repeats it knows to be dropped; it may give that job to this worker again.
    for (const jobId of this.revoked) if (!jobIds.includes(jobId)) this.revoked.delete(jobId);
    return fresh;
  }

  /** Returns jobs that no longer run, as many as a heartbeat has room for: the next heartbeat confirms them. */
  dropped(running: ReadonlySet<string>): string[] {
    let room = DROPPED_BYTES;
    return [...this.revoked].filter((jobId) => {
      if (running.has(jobId) || room <= 0) return false;
      room -= Buffer.byteLength(JSON.stringify(jobId)) + 1;
      return room > 0;
    });
  }
}
