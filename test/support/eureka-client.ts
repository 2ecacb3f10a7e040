import { gzipSync } from 'node:zlib';
import { until } from './waiting.js';

/** An instance as clients read it from JSON. */
export interface SeenInstance extends Record<string, unknown> {
  readonly instanceId: string;
  readonly status: string;
  readonly actionType: string;
}

/** An answer of the facade to a client. */
export interface EurekaAnswer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

/** Sends requests as clients of Eureka do. */
export class EurekaClient {
  constructor(
    private readonly base: string,
    private readonly headers: Record<string, string> = {},
  ) {}

  with(headers: Record<string, string>): EurekaClient {
    return new EurekaClient(this.base, { ...this.headers, ...headers });
  }

  async send(method: string, path: string, body?: string | Uint8Array): Promise<EurekaAnswer> {
    const headers = {
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...this.headers,
    };
    const response = await fetch(`${this.base}${path}`, {
      method,
      headers,
      ...(body !== undefined && { body }),
    });
    return { status: response.status, text: await response.text(), headers: response.headers };
  }

  register(body: { instance: Record<string, unknown> }, packed = false): Promise<EurekaAnswer> {
    const text = JSON.stringify(body);
    const sender = packed ? this.with({ 'content-encoding': 'gzip' }) : this;
    return sender.send('POST', `/apps/${String(body.instance['app'])}`, packed ? gzipSync(text) : text);
  }

  /** What clients see: `id=status` of each instance, in order. */
  async seen(path = '/apps'): Promise<string[]> {
    return instancesIn((await this.send('GET', path)).text)
      .map(({ instanceId, status }) => `${instanceId}=${status}`)
      .toSorted();
  }

  /** Waits until clients see exactly these. */
  async sees(...expected: readonly string[]): Promise<void> {
    const text = expected.toSorted().join(' ');
    await until(async () => (await this.seen()).join(' ') === text);
  }
}

interface Applications {
  readonly apps__hashcode: string;
  readonly application: readonly { readonly name: string; readonly instance: readonly SeenInstance[] }[];
}

export const applicationsIn = (text: string): Applications =>
  (JSON.parse(text) as { applications: Applications }).applications;

export const instancesIn = (text: string): SeenInstance[] =>
  applicationsIn(text).application.flatMap(({ instance }) => instance);
