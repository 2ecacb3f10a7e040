/** Results of the requests of a client, one after the other. */
export interface Seen {
  readonly statuses: Map<number, number>;
  /** Successful requests, in their order. */
  readonly acknowledged: string[];
  /** Requests without any answer. */
  failed: number;
}

/** Sends requests from several clients without a pause until it is stopped. */
export class SteadyLoad {
  readonly seen: Seen = { statuses: new Map(), acknowledged: [], failed: 0 };
  private running = true;
  private readonly clients: Promise<void>[];

  constructor(clients: number, send: (name: string) => Promise<{ status: number }>) {
    this.clients = Array.from({ length: clients }, async (_, client) => {
      for (let request = 0; this.running; request += 1) await this.one(`c${client}-r${request}`, send);
    });
  }

  /** Resolves after this many further acknowledged requests. */
  async acknowledged(further: number): Promise<void> {
    const goal = this.seen.acknowledged.length + further;
    while (this.seen.acknowledged.length < goal) await new Promise((resolve) => setImmediate(resolve));
  }

  /** Resolves when a request was answered with this status. */
  async answered(status: number): Promise<void> {
    while (!this.seen.statuses.has(status)) await new Promise((resolve) => setImmediate(resolve));
  }

  async stop(): Promise<Seen> {
    this.running = false;
    await Promise.all(this.clients);
    return this.seen;
  }

  private async one(name: string, send: (name: string) => Promise<{ status: number }>): Promise<void> {
    try {
      const { status } = await send(name);
      this.seen.statuses.set(status, (this.seen.statuses.get(status) ?? 0) + 1);
      if (status < 300) this.seen.acknowledged.push(name);
    } catch {
      this.seen.failed += 1;
    }
  }
}
