/** Changes are remembered for at least this long: longer than a statement may take. */
const REMEMBERED_MS = 15_000;
/** If more workers change, all of them count as changed. */
const MAX_WORKERS = 50_000;

/**
 * When workers have changed, for a short time: a heartbeat whose statement began before a change says nothing about the worker
 * after it, even if its answer arrives later. Times are those of `performance.now()`.
 */
export class RecentChanges {
  private recent = new Map<string, number>();
  private older = new Map<string, number>();
  private turnedAt = -Infinity;
  private allAt = -Infinity;

  add(id: string, now: number): void {
    this.turn(now);
    if (this.recent.size >= MAX_WORKERS) this.addAll(now);
    else this.recent.set(id, now);
  }

  /** Notes that any worker may have changed. */
  addAll(now: number): void {
    this.allAt = now;
    this.recent = new Map();
    this.older = new Map();
  }

  /** Whether a worker may have changed since a moment. */
  hasSince(id: string, moment: number): boolean {
    return this.allAt >= moment || (this.recent.get(id) ?? this.older.get(id) ?? -Infinity) >= moment;
  }

  private turn(now: number): void {
    if (now - this.turnedAt < REMEMBERED_MS) return;
    this.turnedAt = now;
    this.older = this.recent;
    this.recent = new Map();
  }
}
