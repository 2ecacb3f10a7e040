import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { Answers } from './answers.js';
import { note } from './timeline.js';

const PAUSE_MS = 20;
const CONNECT_MS = 1000;

/**
 * A plain client of PostgreSQL, which writes a row every 20 ms through the same proxy, and connects again at once: its gap is that
 * of the cluster manager, whatever our service does.
 */
export class SqlWriter {
  readonly answers = new Answers();
  private readonly acknowledged: number[] = [];
  private running = true;
  private number = 0;
  private readonly loop: Promise<void>;

  private constructor(private readonly url: string) {
    this.loop = this.run();
  }

  static async start(url: string): Promise<SqlWriter> {
    await using(url, (client) => client.query('CREATE TABLE public.written (number integer PRIMARY KEY)'));
    return new SqlWriter(url);
  }

  /** Number of acknowledged rows, and of those that are missing. */
  async compare(): Promise<{ acknowledged: number; lost: number }> {
    const acknowledged = [...this.acknowledged];
    const rows = await using(this.url, async (client) => {
      const { rows } = await client.query<{ number: number }>('SELECT number FROM public.written');
      return new Set(rows.map(({ number }) => number));
    });
    return { acknowledged: acknowledged.length, lost: acknowledged.filter((each) => !rows.has(each)).length };
  }

  async stop(): Promise<void> {
    this.running = false;
    await this.loop;
  }

  private async run(): Promise<void> {
    while (this.running) {
      try {
        await using(this.url, (client) => this.write(client));
      } catch (error) {
        note('writer', String(error));
        this.answers.add(503);
        await pause(PAUSE_MS);
      }
    }
  }

  private async write(client: Client): Promise<void> {
    while (this.running) {
      this.number += 1;
      const { number } = this;
      await client.query('INSERT INTO public.written VALUES ($1)', [number]);
      this.acknowledged.push(number);
      this.answers.add(200);
      await pause(PAUSE_MS);
    }
  }
}

async function using<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } finally {
    void client.end().catch(() => undefined);
  }
}
