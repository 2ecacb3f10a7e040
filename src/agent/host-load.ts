import { availableParallelism, cpus, freemem, totalmem } from 'node:os';

/** Percent, from 0 to 100. */
export interface Load {
  readonly cpuUsage: number;
  readonly memoryUsage: number;
}

/** Whose load to report: of this process, or of the whole machine. */
export type LoadOf = 'process' | 'machine';

/** Measures the load since the last read; the first time, since construction. */
export class HostLoad {
  private last: { readonly busyMs: number; readonly possibleMs: number };

  constructor(private readonly of: LoadOf) {
    this.last = this.spent();
  }

  readLoad(): Load {
    const spent = this.spent();
    const possible = spent.possibleMs - this.last.possibleMs;
    const busy = spent.busyMs - this.last.busyMs;
    this.last = spent;
    return { cpuUsage: percent(busy, possible), memoryUsage: this.memory() };
  }

  private spent(): { busyMs: number; possibleMs: number } {
    if (this.of === 'process') {
      const { user, system } = process.cpuUsage();
      return { busyMs: (user + system) / 1000, possibleMs: performance.now() * availableParallelism() };
    }
    const times = cpus().map((each) => each.times);
    const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
    const all = sum(times.map(({ user, nice, sys, idle, irq }) => user + nice + sys + idle + irq));
    return { busyMs: all - sum(times.map(({ idle }) => idle)), possibleMs: all };
  }

  private memory(): number {
    if (this.of === 'machine') return percent(totalmem() - freemem(), totalmem());
    // A container may have less than the machine; without a limit, the figure is 0 or astronomically large.
    const limit = process.constrainedMemory?.() ?? 0;
    return percent(process.memoryUsage.rss(), limit > 0 && limit < totalmem() ? limit : totalmem());
  }
}

const percent = (part: number, whole: number): number =>
  whole <= 0 ? 0 : Math.round(Math.min(100, Math.max(0, (100 * part) / whole)) * 10) / 10;
