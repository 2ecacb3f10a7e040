import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/settings.js';
import { createRedisClient, type RedisClient } from './redis-client.js';
import { RedisConnection } from './redis.js';

/**
 * Sends messages to all instances through Redis, if configured. Messages are lost while Redis is unavailable.
 */
@Injectable()
export class SharedChannel implements OnApplicationShutdown {
  private readonly url: string | undefined;
  /** A connection that subscribes cannot do anything else. */
  private subscriber: RedisClient | undefined;
  private subscribed = false;

  constructor(
    private readonly redis: RedisConnection,
    @Inject(SETTINGS) settings: Settings,
  ) {
    this.url = settings.redis.url;
  }

  /** Whether a message that is sent now should arrive, as far as known. */
  get isLive(): boolean {
    return this.subscribed && this.subscriber?.status === 'ready';
  }

  async publishMessage(name: string, message: string): Promise<void> {
    await this.redis.runCommands((client) => client.publish(this.redis.prefix + name, message), 0);
  }

  /**
   * Listens to one name from now on. The callback also gets an empty message after each new connection,
   * because messages may have been missed.
   */
  subscribeTo(name: string, onMessage: (message: string) => void): void {
    if (this.url === undefined || this.subscriber !== undefined) return;
    const subscriber = createRedisClient(this.url);
    this.subscriber = subscriber;
    subscriber.on('message', (_channel: string, message: string) => onMessage(message));
    // The other connection reports the loss.
    subscriber.on('error', () => (this.subscribed = false));
    subscriber.on('close', () => (this.subscribed = false));
    const begin = async (): Promise<void> => {
      await subscriber.subscribe(this.redis.prefix + name);
      this.subscribed = true;
      onMessage('');
    };
    subscriber.on('ready', () => void begin().catch(() => undefined));
    subscriber.connect().catch(() => undefined);
  }

  onApplicationShutdown(): void {
    this.subscriber?.disconnect();
  }
}
