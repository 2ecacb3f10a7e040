// Schedulers that claim workers for jobs, and end each job after a while, whether its worker lives or not.
import { send } from './beating.mjs';

/** Jobs last so long; those of `lasting` last until their worker is dead and the service releases them. */
const JOB_MS = 8000;

export class Schedulers {
  /** Latest claim that each worker got, and its jobs that are never ended. */
  latest = new Map();
  lasting = new Map();
  claims = 0;
  /** Why claims found no worker, and how often. */
  reasons = new Map();
  #count = 0;
  #stopped = false;
  #timers = new Set();

  /** @param name distinguishes its jobs from those of others */
  constructor(api, name) {
    this.api = api;
    this.name = name;
  }

  /** Claims so many workers a second for jobs that ask for this. */
  start(aSecond, wanted) {
    const timer = setInterval(() => void this.claim(wanted), 1000 / aSecond);
    this.#timers.add(timer);
  }

  /** Assigns jobs that are never ended. */
  async assignLasting(workerId, count) {
    const jobs = Array.from({ length: count }, (_, index) => `${workerId}-lasting-${index}`);
    for (const jobId of jobs) {
      const { status, body } = await send(`${this.api}/${workerId}/jobs`, { jobId });
      if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`);
    }
    this.lasting.set(workerId, jobs);
  }

  async claim(wanted) {
    this.#count += 1;
    const jobId = `${this.name}-${this.#count}`;
    const { status, body } = await send(`${this.api}/jobs/claim`, { jobId, ...wanted });
    if (this.#stopped) return;
    if (status !== 201) {
      const reason = body?.code ?? `status ${status}`;
      this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + 1);
      return;
    }
    this.claims += 1;
    const { workerId } = body.worker;
    this.latest.set(workerId, Date.now());
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      void send(`${this.api}/${workerId}/jobs/${jobId}`, undefined, 'DELETE');
    }, JOB_MS);
    this.#timers.add(timer);
  }

  get refused() {
    return [...this.reasons.values()].reduce((sum, each) => sum + each, 0);
  }

  /** Returns the reasons as text. */
  get why() {
    return [...this.reasons].map(([reason, count]) => `${count} × ${reason}`).join(', ');
  }

  stop() {
    this.#stopped = true;
    for (const timer of this.#timers) clearInterval(timer);
  }
}
