import { withDeadline } from '../agent/deadline.js';
import { EXIT, Failure } from './failure.js';
import { asCalled } from './program-name.js';
import { messageFor, remedyFor } from './remedies.js';
import type { Connection } from './settings.js';

/** A batch of a thousand takes a loaded server a while; a person waits no longer for a single response. */
const PATIENCE_MS = 60_000;

export type Query = Readonly<Record<string, string | readonly string[] | undefined>>;

interface Problem {
  readonly code?: string;
  readonly message?: string;
  readonly remedy?: string;
}

/** Calls the API of one server. Throws a Failure with its exit code for every unsuccessful response. */
export class Client {
  constructor(private readonly connection: Pick<Connection, 'api' | 'key' | 'typed'>) {}

  get api(): string {
    return this.connection.api;
  }

  get<Body>(path: string, query: Query = {}): Promise<Body> {
    return this.send<Body>('GET', path + queryText(query));
  }

  /** Returns an answer that is text. */
  async getText(path: string, query: Query): Promise<string> {
    const { status, text } = await this.answer('GET', path + queryText(query), {
      headers: { accept: 'text/*' },
    });
    if (status !== 200) throw refused(this.connection.typed, status, parsed(text));
    return text;
  }

  post<Body>(path: string, body?: unknown): Promise<Body> {
    if (body === undefined) return this.send<Body>('POST', path);
    return this.send<Body>('POST', path, JSON.stringify(body), 'application/json');
  }

  patch<Body>(path: string, body: unknown): Promise<Body> {
    return this.send<Body>('PATCH', path, JSON.stringify(body), 'application/json');
  }

  /** Sends one JSON value per line to a batch route. */
  postLines<Body>(path: string, values: readonly unknown[]): Promise<Body> {
    const lines = values.map((value) => JSON.stringify(value)).join('\n');
    return this.send<Body>('POST', path, lines, 'application/x-ndjson');
  }

  async delete(path: string): Promise<void> {
    await this.send('DELETE', path);
  }

  /** Yields a streamed response, piece by piece. @throws Failure if it is refused */
  async stream(
    path: string,
    query: Query,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<AsyncIterable<string>> {
    const { typed } = this.connection;
    const asked = { ...headers, accept: 'text/event-stream' };
    const response = await this.request('GET', path + queryText(query), { headers: asked, signal });
    if (response.status !== 200) throw refused(typed, response.status, parsed(await response.text()));
    if (!response.headers.get('content-type')?.startsWith('text/event-stream'))
      throw stranger(typed, response.status);
    return response.body!.pipeThrough(new TextDecoderStream());
  }

  private async send<Body>(method: string, path: string, body?: string, type?: string): Promise<Body> {
    const { typed } = this.connection;
    const headers = { accept: 'application/json', ...(type === undefined ? {} : { 'content-type': type }) };
    const given = { headers, ...(body === undefined ? {} : { body }) };
    const { status, text } = await this.answer(method, path, given);
    const answer = parsed(text);
    if (status < 200 || status > 299) throw refused(typed, status, answer);
    if (text !== '' && answer === undefined) throw stranger(typed, status);
    return answer as Body;
  }

  private answer(
    method: string,
    path: string,
    given: RequestInit & { headers: Readonly<Record<string, string>> },
  ): Promise<{ status: number; text: string }> {
    return withDeadline({ ms: PATIENCE_MS }, async (signal) => {
      const response = await this.request(method, path, { ...given, signal });
      return { status: response.status, text: await response.text() };
    }).catch((error: unknown) => {
      throw error instanceof Failure ? error : unreachable(this.connection.typed, error);
    });
  }

  private async request(
    method: string,
    path: string,
    { headers, ...given }: RequestInit & { headers: Readonly<Record<string, string>> },
  ): Promise<Response> {
    const { api, key, typed } = this.connection;
    const shown: Record<string, string> = key === undefined ? {} : { authorization: `Bearer ${key}` };
    const asked = { ...given, method, headers: { ...headers, ...shown }, redirect: 'manual' as const };
    let response: Response;
    try {
      response = await fetch(api + path, asked);
    } catch (error) {
      throw unreachable(typed, error);
    }
    if (response.status < 300 || response.status > 399) return response;
    await response.body?.cancel();
    throw redirected(typed, response);
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

function unreachable(server: string, error: unknown): Failure {
  const { name, message, cause } = error as Error;
  const { code, message: inner } = (cause ?? {}) as { code?: string; message?: string };
  const why =
    name === 'TimeoutError'
      ? `no response within ${PATIENCE_MS / 1000} s`
      : (REASONS[code ?? inner ?? ''] ?? inner ?? message);
  return new Failure(
    `Cannot reach ${server}: ${why}`,
    asCalled('Start the service (worker-registration serve), or choose another server with --server.'),
    EXIT.unreachable,
  );
}

const REASONS: Readonly<Record<string, string>> = {
  'bad port': 'this port belongs to another protocol, so HTTP clients refuse it',
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'unknown host name',
  EAI_AGAIN: 'the host name could not be resolved',
  ECONNRESET: 'the connection was closed',
  UND_ERR_SOCKET: 'the connection was closed',
  UND_ERR_CONNECT_TIMEOUT: 'timed out while connecting',
  EHOSTUNREACH: 'host unreachable',
  ENETUNREACH: 'network unreachable',
};

function refused(server: string, status: number, answer: unknown): Failure {
  const { code, message, remedy = '' } = (answer ?? {}) as Problem;
  if (message === undefined || code === undefined) return stranger(server, status);
  const forbidden = status === 401 || status === 403;
  const faulty = status === 400 || status === 422;
  const exitCode = forbidden ? EXIT.forbidden : faulty ? EXIT.usage : EXIT.failed;
  return new Failure(messageFor(code, message), remedyFor(code, remedy), exitCode, { status, code });
}

const stranger = (server: string, status: number): Failure =>
  new Failure(
    `${server} answered ${status}, but is not a worker registration service`,
    'Check --server; if it has a path, that is the whole prefix of the API.',
    EXIT.failed,
    { status, code: undefined },
  );

/** Redirects are not followed: the key is for the given server only. */
function redirected(server: string, { status, headers }: Response): Failure {
  const location = headers.get('location');
  const where = location === null ? '' : ` to ${location.slice(0, LONGEST_LOCATION)}`;
  return new Failure(
    `${server} answered ${status}, a redirect${where}, which is not followed`,
    'Set the address of the service itself with --server.',
    EXIT.failed,
    { status, code: undefined },
  );
}

const LONGEST_LOCATION = 200;

/** Returns the path of a worker, with its name escaped. */
export const pathOf = (worker: string, ...further: string[]): string =>
  ['', worker, ...further].map((part) => encodeURIComponent(part)).join('/');
