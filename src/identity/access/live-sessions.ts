import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { DomainError } from '../../platform/errors/domain-error.js';
import { AccessSignal } from '../access-signal.js';
import { SessionStore } from '../store/session.store.js';

/** Maximum time for which an ended session may work on another instance if no notification arrives. */
const FRESH_MS = 5000;
const MAX_KNOWN = 10_000;

/** The sessions that this process has seen: a call costs no query, an active page one in five seconds. */
@Injectable()
export class LiveSessions {
  /** When each session was last looked up. */
  private readonly known = new LRUCache<string, number>({ max: MAX_KNOWN });
  private readonly asking = new Map<string, Promise<boolean>>();
  private changedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly store: SessionStore,
    signal: AccessSignal,
  ) {
    signal.onChange('session', () => this.expireLookups());
  }

  /** Makes the next use of each session look it up again. */
  expireLookups(): void {
    this.changedAt = performance.now();
  }

  /**
   * Whether the session is active. While the database is unavailable, a session that was used before stays
   * active.
   */
  async isActive(id: string): Promise<boolean> {
    const lookedUpAt = this.known.get(id) ?? Number.NEGATIVE_INFINITY;
    if (lookedUpAt > this.changedAt && performance.now() - lookedUpAt < FRESH_MS) return true;
    try {
      return await this.lookUp(id);
    } catch (error) {
      if (error instanceof DomainError && this.known.has(id)) return true;
      throw error;
    }
  }

  private lookUp(id: string): Promise<boolean> {
    const asked = this.asking.get(id);
    if (asked !== undefined) return asked;
    const asking = this.ask(id).finally(() => this.asking.delete(id));
    this.asking.set(id, asking);
    return asking;
  }

  private async ask(id: string): Promise<boolean> {
    const begunAt = performance.now();
    const lives = await this.store.useSession(id);
    if (lives) this.known.set(id, begunAt);
    else this.known.delete(id);
    return lives;
  }
}
