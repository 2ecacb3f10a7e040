import { SessionClient } from './session-client.js';
import type { TestServer } from './test-server.js';

/** An answer to a heartbeat, over HTTP or a session. */
export interface BeatAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A way to send the heartbeats of a worker. */
export type SendBeat = (body?: object) => Promise<BeatAnswer>;

/** Sends heartbeats over sessions, and answers as HTTP does. */
export class SessionWays {
  private readonly clients: SessionClient[] = [];

  constructor(private readonly server: Pick<TestServer, 'url'>) {}

  /** Opens a session of a worker. */
  async open(workerId: string): Promise<SendBeat> {
    const client = await SessionClient.open(this.server.url, workerId);
    this.clients.push(client);
    return async (body) => {
      const frame = await client.beat(body);
      return { status: frame.type === 'ack' ? 200 : Number(frame['status']), body: frame };
    };
  }

  /** Ends all sessions with a farewell. */
  async close(): Promise<void> {
    for (const client of this.clients.splice(0)) await client.bye();
  }
}
