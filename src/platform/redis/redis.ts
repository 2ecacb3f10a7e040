import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/settings.js';
import { Schema } from '../database/schema.js';
import type { Endpoint } from '../network/endpoint.js';
import { createRedisClient, endpointsOf, type RedisClient } from './redis-client.js';

/**
 * After a failed command the service does without Redis for this long, so that a hanging server delays one
 * command and not all.
 */
const REST_MS = 1000;

/** How long a start waits for Redis, so that the first requests can use it. */
const START_PATIENCE_MS = 1000;

const PREFIX = 'worker-registration:';

/** Injection token of the client of the application; null without one. */
export const GIVEN_REDIS = Symbol('worker-registration redis client');

export type RedisState = 'not configured' | 'connected' | 'away';

/** The connection to Redis, if configured. Its loss is logged once and never fails a request. */
@Injectable()
export class RedisConnection implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger('Redis');
  /** Begins the names of keys and channels: services with different schemas share nothing. */
  readonly prefix: string;
  private readonly client: RedisClient | undefined;
  /** Commands that were not answered, or not in time. */
  failures = 0;
  private restingUntil = 0;
  private wasAway = false;

  constructor(
    @Inject(SETTINGS) { redis, database }: Settings,
    @Inject(GIVEN_REDIS) private readonly given: RedisClient | null,
  ) {
    const { name, isDefault } = new Schema(database.schema);
    this.prefix = isDefault ? PREFIX : `${PREFIX}${name}:`;
    this.client = given ?? (redis.url === undefined ? undefined : createRedisClient(redis.url));
    this.client?.on('error', (error: Error) => this.noteLoss(error));
    this.client?.on('ready', () => this.noteReturn());
  }

  async onModuleInit(): Promise<void> {
    if (this.client === undefined) {
      this.logger.log('Not configured: this process keeps its own caches and registration limits');
      return;
    }
    // The application opens its own, or has already.
    if (this.given !== null && this.client.status !== 'wait') return;
    // If Redis is unavailable at start, the client reconnects later by itself; the start does not wait for
    // it.
    const connected = this.client.connect().catch(() => undefined);
    await Promise.race([connected, pause(START_PATIENCE_MS, undefined, { ref: false })]);
  }

  onApplicationShutdown(): void {
    if (this.given === null) this.client?.disconnect();
  }

  /** Where its servers are, as far as the client knows. */
  get endpoints(): Endpoint[] {
    return this.client === undefined ? [] : endpointsOf(this.client);
  }

  get state(): RedisState {
    if (this.client === undefined) return 'not configured';
    return this.client.status === 'ready' ? 'connected' : 'away';
  }

  /** The bare client, for libraries that handle the absence of Redis themselves. */
  get raw(): RedisClient | undefined {
    return this.client;
  }

  /** Runs commands; returns the fallback if Redis is not configured, unavailable or does not answer. */
  async runCommands<T>(commands: (client: RedisClient) => Promise<T>, fallback: T): Promise<T> {
    if (this.client?.status !== 'ready' || Date.now() < this.restingUntil) return fallback;
    try {
      return await commands(this.client);
    } catch (error) {
      this.failures += 1;
      this.restingUntil = Date.now() + REST_MS;
      this.noteLoss(error as Error);
      return fallback;
    }
  }

  private noteLoss(error: Error): void {
    if (!this.wasAway) this.logger.warn(`Redis unavailable, continuing without it: ${error.message}`);
    this.wasAway = true;
  }

  private noteReturn(): void {
    if (this.wasAway) this.logger.log('Back');
    this.wasAway = false;
  }
}
