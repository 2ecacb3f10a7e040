/** A refused request in the log. */
export interface RefusalLine {
  readonly reason: string;
  readonly address: string;
  readonly [detail: string]: unknown;
}

const WINDOW_MS = 10_000;
const LINES_PER_ADDRESS = 3;
const LINES = 20;
const NAMED_ADDRESSES = 10;

/**
 * Writes a line for each refused request. During an attack the first ones of each address are written, and
 * one line every ten seconds counts the rest: neither the log nor the memory grows with the number of
 * requests.
 */
export class RefusalLog {
  private lines = 0;
  private readonly linesOf = new Map<string, number>();
  private more = 0;
  private readonly reasons = new Map<string, number>();
  private readonly addresses = new Set<string>();
  private stopWaiting: (() => void) | undefined;

  /** @param later calls back after that many milliseconds, unless the returned function is called before */
  constructor(
    private readonly write: (line: object) => void,
    private readonly later: (then: () => void, ms: number) => () => void = callLater,
  ) {}

  logRefusal(line: RefusalLine): void {
    this.stopWaiting ??= this.later(() => this.endWindow(), WINDOW_MS);
    const { reason, address } = line;
    const before = this.linesOf.get(address) ?? 0;
    if (this.lines < LINES && before < LINES_PER_ADDRESS) {
      this.lines += 1;
      this.linesOf.set(address, before + 1);
      this.write(line);
      return;
    }
    this.more += 1;
    this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + 1);
    if (this.addresses.size < NAMED_ADDRESSES) this.addresses.add(address);
  }

  /** Reports how many lines were omitted, and begins to count again; as soon as the service stops, too. */
  endWindow(): void {
    const { more } = this;
    this.stopWaiting?.();
    this.stopWaiting = undefined;
    if (more > 0) {
      const reasons = Object.fromEntries(this.reasons);
      const msg = `${more} more requests were refused in the last ${WINDOW_MS / 1000} s`;
      this.write({ msg, reasons, addresses: [...this.addresses] });
    }
    this.lines = 0;
    this.more = 0;
    for (const each of [this.linesOf, this.reasons, this.addresses]) each.clear();
  }
}

function callLater(then: () => void, ms: number): () => void {
  const timer = setTimeout(then, ms).unref();
  return () => clearTimeout(timer);
}
