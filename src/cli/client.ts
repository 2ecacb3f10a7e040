import { EXIT, Failure } from './failure.js';
import type { Connection } from './settings.js';

/** A batch of a thousand takes a loaded server a while; a person waits no longer for one answer. */
const PATIENCE_MS = 60_000;

export type Query = Readonly<Record<string, string | readonly string[] | undefined>>;

interface Problem {
  readonly code?: string;
  readonly message?: string;
  readonly remedy?: string;
}

/** Speaks to the API of one server. Whatever is no success is thrown as a Failure that has its exit code. */
export class Client {
  constructor(private readonly connection: Connection) {}

  get api(): string {
    return this.connection.api;
  }

  get<Body>(path: string, query: Query = {}): Promise<Body> {
    return this.send<Body>('GET', path + queryText(query));
  }

  post<Body>(path: string, body?: unknown): Promise<Body> {
    if (body === undefined) return this.send<Body>('POST', path);
    return this.send<Body>('POST', path, JSON.stringify(body), 'application/json');
  }

  /** One JSON value a line, to a batch route. */
  postLines<Body>(path: string, values: readonly unknown[]): Promise<Body> {
    const lines = values.map((value) => JSON.stringify(value)).join('\n');
    return this.send<Body>('POST', path, lines, 'application/x-ndjson');
  }

  async delete(path: string): Promise<void> {
    await this.send('DELETE', path);
  }

  private async send<Body>(method: string, path: string, body?: string, type?: string): Promise<Body> {
    const { api, key } = this.connection;
    const headers = {
      accept: 'application/json',
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...(type === undefined ? {} : { 'content-type': type }),
    };
    let status: number;
    let text: string;
    try {
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const init = { method, headers, signal, ...(body === undefined ? {} : { body }) };
      const response = await fetch(api + path, init);
      ({ status } = response);
      text = await response.text();
    } catch (error) {
      throw unreachable(api, error);
    }
    const answer = parsed(text);
    if (status < 200 || status > 299) throw refused(api, status, answer);
    if (text !== '' && answer === undefined) throw stranger(api, status);
    return answer as Body;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function queryText(query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    for (const each of value === undefined ? [] : [value].flat()) search.append(name, each);
  return search.size === 0 ? '' : `?${search.toString()}`;
}

function unreachable(api: string, error: unknown): Failure {
  const { name, message, cause } = error as Error;
  const { code, message: inner } = (cause ?? {}) as { code?: string; message?: string };
  const why =
    name === 'TimeoutError'
      ? `no answer in ${PATIENCE_MS / 1000} s`
      : (REASONS[code ?? ''] ?? inner ?? message);
  return new Failure(
    `${new URL(api).origin} cannot be reached: ${why}`,
    'Start it (worker-registration serve), or name another with --server.',
    EXIT.unreachable,
  );
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'its name cannot be looked up',
  ECONNRESET: 'it ended the connection',
  UND_ERR_SOCKET: 'it ended the connection',
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
  EHOSTUNREACH: 'no way leads there',
  ENETUNREACH: 'no way leads there',
};

function refused(api: string, status: number, answer: unknown): Failure {
  const { code, message, remedy = '' } = (answer ?? {}) as Problem;
  if (message === undefined || code === undefined) return stranger(api, status);
  const forbidden = status === 401 || status === 403;
  // The remedy of the server speaks of a header; here it is an option.
  const help =
    code === 'credential_missing'
      ? 'Give an API key: --key, WORKER_REGISTRATION_KEY or the configuration file.'
      : remedy;
  return new Failure(message, help, forbidden ? EXIT.forbidden : EXIT.failed, { status, code });
}

const stranger = (api: string, status: number): Failure =>
  new Failure(
    `${api} does not answer as a worker registration service (${status})`,
    'Check --server; with a path, it is the whole prefix of the API.',
    EXIT.failed,
    { status, code: undefined },
  );

/** The path of a worker; a name may hold what a path may not. */
export const pathOf = (worker: string, ...further: string[]): string =>
  ['', worker, ...further].map((part) => encodeURIComponent(part)).join('/');
