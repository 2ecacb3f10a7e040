import { randomBytes } from 'node:crypto';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { RepeatingTask } from '../platform/scheduling/repeating-task.js';
import { logUnlessUnavailable } from '../platform/database/log-unless-unavailable.js';
import { DomainError } from '../platform/errors/domain-error.js';
import { StartError } from '../platform/errors/start-error.js';
import { DatabaseClock } from './database-clock.js';
import { seal, unseal } from './sealing.js';
import {
  SigningKeyStore,
  type RotatedRow,
  type StoredKey,
  type StoredKeys,
} from './store/signing-key.store.js';
import { TokenKey } from './worker-token.js';

/** Days after which a key is followed by another. */
const KEY_DAYS = 30;

/** All instances know a key before any of them signs with it: they read the keys five times in this time. */
const PUBLISH_MS = 5 * 60_000;
const READ_INTERVAL_MS = 60_000;

/** Tokens with made-up key ids cause up to one query in this time. */
const UNKNOWN_KID_PAUSE_MS = 5000;

const SECRET_BYTES = 32;
const KID_BYTES = 9;

interface KnownKey {
  readonly key: TokenKey;
  readonly createdAt: number;
}

/** The signing keys in the memory of this process, and the database clock, which is read along with them. */
@Injectable()
export class SigningKeys implements OnModuleDestroy {
  readonly clock = new DatabaseClock();
  private readonly logger = new Logger('SigningKeys');
  /** Oldest first. */
  private known: ReadonlyMap<string, KnownKey> = new Map();
  private readonly unreadable = new Set<string>();
  private hadKeys = false;
  private readonly task: RepeatingTask;
  private reading: Promise<void> | undefined;
  private askedForUnknownAt = Number.NEGATIVE_INFINITY;

  private constructor(
    private readonly store: SigningKeyStore,
    private readonly masterKey: string | undefined,
    private readonly timer: () => number,
  ) {
    this.task = new RepeatingTask(READ_INTERVAL_MS, this.logger, () => this.readKeys());
  }

  /**
   * Reads the keys, and creates the first one.
   * @param timer a monotonic timer in milliseconds
   * @throws StartError if a key is encrypted, and the master key is missing or another one
   */
  static async loadKeys(
    store: SigningKeyStore,
    masterKey: string | undefined,
    timer = () => performance.now(),
  ): Promise<SigningKeys> {
    const keys = new SigningKeys(store, masterKey, timer);
    try {
      await keys.readKeys();
      keys.requireReadable();
      await keys.sealPlain();
      await keys.makeDueKey();
      // Another instance may have created the first key meanwhile, with another master key.
      keys.requireReadable();
      return keys;
    } catch (error) {
      await keys.onModuleDestroy();
      throw error;
    }
  }

  /** Returns the key to sign with: the newest one that every instance knows. */
  get current(): TokenKey {
    const all = [...this.known.values()];
    const publishedBefore = this.clock.now() - PUBLISH_MS;
    const usable = all.findLast(({ createdAt }) => createdAt <= publishedBefore) ?? all[0];
    if (usable === undefined) throw new DomainError('no_signing_key');
    return usable.key;
  }

  /**
   * Makes sure that there is a key to sign with. Must be called before a change whose answer contains a token
   * or a session.
   * @throws DomainError `no_signing_key`, `database_unavailable`, `database_busy`
   */
  async requireKey(): Promise<void> {
    if (this.known.size === 0) await this.readKeys();
    void this.current;
  }

  /**
   * Returns the key with that id. An unknown one may have been created by another instance: the keys are read
   * again for it.
   * @throws DomainError `database_unavailable`, `database_busy`
   */
  async findKey(kid: string): Promise<TokenKey | undefined> {
    const known = this.known.get(kid);
    if (known !== undefined) return known.key;
    const sinceLast = this.timer() - this.askedForUnknownAt;
    if (this.reading !== undefined || sinceLast >= UNKNOWN_KID_PAUSE_MS) {
      await this.readKeys();
      this.askedForUnknownAt = this.timer();
    }
    return this.known.get(kid)?.key;
  }

  /** Whether a key still exists. */
  hasKey(key: TokenKey): boolean {
    return this.known.get(key.kid)?.key === key;
  }

  /**
   * Creates the next key if it is due.
   * @returns whether it was
   */
  async makeDueKey(): Promise<boolean> {
    const made = await this.store.makeKey(await this.newKey(), KEY_DAYS);
    await this.readKeys();
    return made;
  }

  /**
   * Creates the next key now. It signs when all instances know it, or at once if the older ones end.
   * @param revokeOld ends all older keys, and with them every token and session that they signed
   */
  async rotateNow(revokeOld: boolean, actor: string): Promise<RotatedRow> {
    const rotated = await this.store.rotateKeys(await this.newKey(), revokeOld, actor);
    await this.readAgain();
    return rotated;
  }

  /**
   * Deletes keys whose last token became useless at least this long ago.
   * @returns how many
   */
  async dropKeys(tokensOutliveMs: number): Promise<number> {
    const dropped = await this.store.dropKeys(PUBLISH_MS + tokensOutliveMs);
    if (dropped > 0) await this.readKeys();
    return dropped;
  }

  /** Reads the keys and the clock; concurrent calls share one reading. */
  async readKeys(): Promise<void> {
    this.reading ??= this.readNow().finally(() => (this.reading = undefined));
    await this.reading;
  }

  /** Starts a new reading: one in progress may have begun before the change. */
  async readAgain(): Promise<void> {
    await this.reading?.catch(() => undefined);
    await this.readKeys();
  }

  /** Handles a change of the keys by another instance, or by hand. */
  hearChange(): void {
    this.readAgain().catch((error: unknown) => logUnlessUnavailable(this.logger, error));
  }

  async onModuleDestroy(): Promise<void> {
    await this.task.stop();
    await this.reading?.catch(() => undefined);
  }

  private async readNow(): Promise<void> {
    let { keys } = await this.readStored();
    // Only a person can empty the table. Without a key no worker could register.
    if (keys.length === 0) {
      const made = await this.store.makeKey(await this.newKey(), KEY_DAYS);
      // The very first key is not reported.
      if (made && this.hadKeys)
        this.logger.warn('The signing keys were deleted from the database; created a new one');
      ({ keys } = await this.readStored());
    }
    const found = new Map<string, KnownKey>();
    for (const { createdAt, ...stored } of keys) {
      const key = this.known.get(stored.kid)?.key ?? (await this.open(stored));
      if (key !== undefined) found.set(stored.kid, { key, createdAt });
    }
    this.known = found;
    this.hadKeys ||= found.size > 0;
  }

  private readStored(): Promise<StoredKeys> {
    return this.clock.readClock(
      () => this.store.readKeys(),
      ({ now }) => now,
    );
  }

  private async open({ kid, secret, sealed }: StoredKey): Promise<TokenKey | undefined> {
    if (this.unreadable.has(kid)) return undefined;
    const { masterKey } = this;
    const plain = !sealed ? secret : masterKey && (await unseal(secret, kid, masterKey));
    if (plain instanceof Buffer) return new TokenKey(kid, plain);
    this.unreadable.add(kid);
    this.logger.error(`Signing key ${kid} is encrypted with another auth.master-key; its tokens are refused`);
    return undefined;
  }

  private requireReadable(): void {
    if (this.unreadable.size === 0) return;
    const given = this.masterKey === undefined ? 'is not set' : 'is another one';
    throw new StartError(
      `The signing keys in the database are encrypted, and auth.master-key ${given}.`,
      'Set AUTH_MASTER_KEY (auth.master-key) to the value that all instances use. If it is lost, empty the table ' +
        'worker_registration.signing_key: all tokens end, and workers register again without them.',
    );
  }

  private async sealPlain(): Promise<void> {
    if (this.masterKey === undefined) return;
    const { keys } = await this.store.readKeys();
    for (const { kid, secret, sealed } of keys)
      if (!sealed) await this.store.sealKey(kid, await seal(secret, kid, this.masterKey));
  }

  private async newKey(): Promise<StoredKey> {
    const kid = randomBytes(KID_BYTES).toString('base64url');
    const secret = randomBytes(SECRET_BYTES);
    if (this.masterKey === undefined) return { kid, secret, sealed: false };
    return { kid, secret: await seal(secret, kid, this.masterKey), sealed: true };
  }
}
