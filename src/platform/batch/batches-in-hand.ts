import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/settings.js';
import { DomainError } from '../errors/domain-error.js';

/** Longer batches are processed one at a time, so that only the results of one are in memory. */
const LONG = 5000;

/** Number of shorter batches that are processed concurrently. */
const MOST_SHORT = 16;

/** Maximum number of waiting batches of each kind. */
const MOST_WAITING = 64;

/** Bytes of a body whose garbage is worth a bound of its own. Gateways send smaller ones all the time, several at once. */
const LARGE = 256 * 1024;

/** Memory for the bodies of a process, in bodies of the maximum size. */
const LARGEST_BODIES = 2;

/** Memory that one body needs. */
export interface BodyMemory {
  /**
   * Called with the bytes of each part before it is kept.
   * @throws DomainError `batches_full`
   */
  reserve(bytes: number): void;
  /** Called with bytes whose values are no longer needed. */
  noteGarbage(bytes: number): void;
}

/** Follows the large bodies in hand. */
export interface LargeBodies {
  /** Called with the bytes of all of them, whenever they change. */
  change(bytes: number): void;
  /** Called with bytes that have become garbage. */
  discard(bytes: number): void;
}

/** Limits the batches that this process receives and processes at the same time. */
@Injectable()
export class BatchesInHand {
  private readonly bytesLimit: number;
  private bytes = 0;
  private readonly long = new Turns(1);
  private readonly short = new Turns(MOST_SHORT);
  private large = 0;
  private follower: LargeBodies | undefined;

  constructor(@Inject(SETTINGS) { server }: Settings) {
    this.bytesLimit = server.batchLimitMib * 1024 * 1024 * LARGEST_BODIES;
  }

  onLarge(follower: LargeBodies): void {
    this.follower = follower;
  }

  /** Lets `work` reserve memory for a body while it arrives, until the work ends. */
  async runWithMemory<Result>(work: (memory: BodyMemory) => Promise<Result>): Promise<Result> {
    let held = 0;
    const reserve = (bytes: number): void => {
      if (this.bytes + bytes > this.bytesLimit) throw new DomainError('batches_full');
      this.bytes += bytes;
      held += bytes;
      if (held >= LARGE) this.noteLarge(held - bytes < LARGE ? held : bytes);
    };
    try {
      return await work({ reserve, noteGarbage: (garbage) => this.noteGarbage(garbage) });
    } finally {
      this.bytes -= held;
      if (held >= LARGE) this.noteLarge(-held);
    }
  }

  /** Reports bytes of any batch that are no longer needed. */
  noteGarbage(bytes: number): void {
    if (this.large > 0) this.follower?.discard(bytes);
  }

  private noteLarge(bytes: number): void {
    this.large += bytes;
    this.follower?.change(this.large);
  }

  /**
   * Processes a batch when it is its turn.
   * @throws DomainError `batches_full`
   */
  inTurn<Result>(items: number, work: () => Promise<Result>): Promise<Result> {
    return (items > LONG ? this.long : this.short).takeTurn(work);
  }
}

/** A semaphore with a bounded queue. */
class Turns {
  private readonly waiting: (() => void)[] = [];

  constructor(private free: number) {}

  async takeTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.free > 0) this.free -= 1;
    else if (this.waiting.length >= MOST_WAITING) throw new DomainError('batches_full');
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.free += 1;
      else next();
    }
  }
}
