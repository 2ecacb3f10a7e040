// Workers that start, run jobs, and are taken away: minute by minute.

export const SLOTS = 10;
export const START_MINUTES = 3;

export class Fleet {
  #starting = [];
  #workers = [];
  #waiting = [];
  #next = 0;
  minutesShort = 0;
  workerMinutes = 0;
  killed = 0;

  constructor(workers) {
    for (let each = 0; each < workers; each += 1) this.#add(0);
  }

  /** Workers that can take jobs. */
  get workers() {
    return this.#workers.filter(({ isDraining }) => !isDraining);
  }

  get starting() {
    return this.#starting.length;
  }

  get used() {
    return this.#workers.reduce((sum, { jobs }) => sum + jobs.length, 0);
  }

  get waiting() {
    return this.#waiting.length;
  }

  get draining() {
    return this.#workers.length - this.workers.length;
  }

  /** @param arrivals lengths of the jobs that arrive, in minutes */
  pass(minute, arrivals) {
    for (const worker of this.#workers) {
      const before = worker.jobs.length;
      worker.jobs = worker.jobs.filter((end) => end > minute);
      if (worker.jobs.length < before) worker.idleSince = minute;
    }
    this.#workers = this.#workers.filter(({ isDraining, jobs }) => !isDraining || jobs.length > 0);
    const ready = this.#starting.filter((at) => at <= minute);
    this.#starting = this.#starting.filter((at) => at > minute);
    for (let each = 0; each < ready.length; each += 1) this.#add(minute);
    this.#waiting.push(...arrivals);
    const free = this.workers;
    while (this.#waiting.length > 0) {
      const lightest = free.reduce(
        (least, each) => (each.jobs.length < least.jobs.length ? each : least),
        free[0],
      );
      if (lightest === undefined || lightest.jobs.length >= SLOTS) break;
      lightest.jobs.push(minute + this.#waiting.shift());
    }
    if (this.#waiting.length > 0) this.minutesShort += 1;
    this.workerMinutes += this.#workers.length + this.#starting.length;
  }

  start(count, minute) {
    for (let each = 0; each < count; each += 1) this.#starting.push(minute + START_MINUTES);
  }

  /** Cancels workers that are starting. @returns how many */
  cancel(count) {
    return this.#starting.splice(0, count).length;
  }

  /** Workers finish their jobs first. */
  drain(ids) {
    for (const worker of this.#workers) if (ids.includes(worker.id)) worker.isDraining = true;
  }

  /** Workers are killed with their jobs, which are run again. The newest first, as Kubernetes does. */
  kill(count) {
    for (const { jobs } of this.#workers.splice(this.#workers.length - count, count)) {
      this.killed += jobs.length;
      this.#waiting.unshift(...jobs.map(() => 5));
    }
  }

  #add(minute) {
    this.#next += 1;
    this.#workers.push({ id: `w-${this.#next}`, jobs: [], idleSince: minute, isDraining: false });
  }
}
