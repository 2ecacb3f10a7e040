import { Readable } from 'node:stream';

/** Size from which an answer is sent while it grows; most answers are complete before, and have a known length. */
const BEGIN_BYTES = 256 * 1024;

/** The answer to a batch, sent while the batch is processed: it holds what the client has not read. */
export class AnswerStream extends Readable {
  /** When the client last read a part, or first could, by `performance.now()`; undefined before. */
  private lastReadAt: number | undefined;
  private begin: () => void = () => undefined;
  private readonly begun = new Promise<void>((resolve) => (this.begin = resolve));

  /**
   * @param makeRoom called before the answer grows
   * @param readMs how long the client may take to read the complete answer, in milliseconds
   */
  constructor(
    private readonly makeRoom: (answer: AnswerStream, bytes: number) => void,
    private readonly readMs: number,
  ) {
    super();
    // Its connection ends, which is reported there.
    this.on('error', () => undefined);
  }

  /** How long the client has left the answer unread, in milliseconds; 0 before it can read it. */
  get unreadMs(): number {
    return this.lastReadAt === undefined ? 0 : performance.now() - this.lastReadAt;
  }

  /** @param isCertain whether the answer may begin, because its status can no longer change */
  append(part: Buffer, isCertain: boolean): void {
    if (this.destroyed) return;
    this.makeRoom(this, part.length);
    this.push(part);
    if (isCertain && this.readableLength >= BEGIN_BYTES) this.begin();
  }

  /** Ends the answer; it is dropped if the client does not read it in time. */
  complete(): void {
    if (this.destroyed) return;
    this.push(null);
    const timer = setTimeout(() => this.dropUnread(), this.readMs).unref();
    this.once('close', () => clearTimeout(timer));
  }

  /**
   * Waits until the answer can be sent: it has begun, or is complete.
   * @param work writes the answer; if it fails after the beginning, the connection ends
   * @returns the size of the answer if it is complete
   */
  async readyWhile(work: Promise<void>): Promise<number | undefined> {
    const complete = work.then(() => this.readableLength);
    complete.catch((error: Error) => this.destroy(error));
    const length = await Promise.race([complete, this.begun.then(() => undefined)]);
    this.lastReadAt = performance.now();
    return length;
  }

  /** Drops the answer and ends its connection. */
  dropUnread(): void {
    this.destroy(new Error(`A client left ${this.readableLength} bytes of the answer to a batch unread`));
  }

  override read(size?: number): unknown {
    const part: unknown = super.read(size);
    if (part !== null) this.lastReadAt = performance.now();
    return part;
  }

  /** Parts are added when they are ready, not when they are wanted. */
  override _read(): void {}
}
