/** An answer with its body read, so that a test can assert in one line. */
export interface Answer<Body = Record<string, unknown>> {
  readonly status: number;
  readonly body: Body;
  readonly headers: Headers;
}

/** Calls the API over real HTTP, as a worker in any language does. */
export class ApiClient {
  constructor(
    private readonly base: string,
    private readonly headers: Record<string, string> = {},
    /** How long to wait for an answer; default: for ever. */
    private readonly patienceMs?: number,
  ) {}

  /** The same API with further headers on each request. */
  with(headers: Record<string, string>): ApiClient {
    return new ApiClient(this.base, { ...this.headers, ...headers }, this.patienceMs);
  }

  get<Body = Record<string, unknown>>(path: string): Promise<Answer<Body>> {
    return this.send<Body>('GET', path);
  }

  post<Body = Record<string, unknown>>(path: string, body?: unknown): Promise<Answer<Body>> {
    return this.send<Body>(
      'POST',
      path,
      body === undefined ? undefined : JSON.stringify(body),
      'application/json',
    );
  }

  patch<Body = Record<string, unknown>>(path: string, body: unknown): Promise<Answer<Body>> {
    return this.send<Body>('PATCH', path, JSON.stringify(body), 'application/json');
  }

  delete<Body = Record<string, unknown>>(path: string): Promise<Answer<Body>> {
    return this.send<Body>('DELETE', path);
  }

  /** The names of up to a thousand workers, in order. */
  async workerIds(): Promise<string[]> {
    const { body } = await this.get<{ workers: { workerId: string }[] }>('?limit=1000');
    return body.workers.map(({ workerId }) => workerId).toSorted();
  }

  ndjson<Body = Record<string, unknown>>(path: string, items: readonly unknown[]): Promise<Answer<Body>> {
    const lines = items.map((item) => (typeof item === 'string' ? item : JSON.stringify(item)));
    return this.send<Body>('POST', path, lines.join('\n'), 'application/x-ndjson');
  }

  async send<Body>(
    method: string,
    path: string,
    body?: string | Uint8Array,
    type?: string,
  ): Promise<Answer<Body>> {
    const response = await fetch(this.base + path, {
      method,
      headers: {
        ...this.headers,
        ...(body === undefined || type === undefined ? {} : { 'content-type': type }),
      },
      ...(body === undefined ? {} : { body }),
      ...(this.patienceMs === undefined ? {} : { signal: AbortSignal.timeout(this.patienceMs) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: (text === '' ? {} : JSON.parse(text)) as Body,
      headers: response.headers,
    };
  }
}
