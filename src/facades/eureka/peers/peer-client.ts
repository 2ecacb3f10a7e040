import { withDeadline } from '../../../agent/deadline.js';
import { fetchFailure } from '../../../platform/network/fetch-failure.js';
import { isObject } from '../../../platform/validation/is-object.js';

/** A list of all instances may be long; a server that is slower is as good as unavailable. */
const LIST_TIMEOUT_MS = 20_000;
const BATCH_TIMEOUT_MS = 5000;

/** 30,000 instances of 4 KiB. */
const MAX_LIST_BYTES = 128 * 1024 * 1024;
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/** Identifies the fleet in requests to peers, and in their answers: a peer with the same one is another instance of this service. */
export const FLEET_HEADER = 'x-worker-registration-fleet';

/** A peer that did not answer as it should. */
export class PeerError extends Error {
  override readonly name = 'PeerError';

  constructor(
    message: string,
    /** Undefined without an answer. */
    readonly status?: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The answer to a batch: the status of each item; none from a peer that is this service, which has them already. */
export interface BatchAnswer {
  readonly statuses: readonly number[];
  readonly isOurs: boolean;
}

/** Sends requests to one Eureka server, as its peers do. */
export class PeerClient {
  /** Without the credential: for logs. */
  readonly name: string;
  private readonly base: string;
  private readonly headers: Readonly<Record<string, string>>;

  /** @param url as in the settings: with user and password, if the server asks for them */
  constructor(url: string) {
    const { username, password, origin, pathname } = new URL(url);
    this.name = origin;
    this.base = `${origin}${pathname.replace(/\/*$/, '/')}`;
    const credential = [username, password].map((part) => decodeURIComponent(part)).join(':');
    this.headers = {
      accept: 'application/json',
      'user-agent': 'worker-registration',
      'x-netflix-discovery-replication': 'true',
      ...(credential !== ':' && {
        authorization: `Basic ${Buffer.from(credential).toString('base64')}`,
      }),
    };
  }

  /** Returns the instances that the server knows, in the form of its JSON. @throws PeerError */
  async fetchInstances(halt: AbortSignal): Promise<Record<string, unknown>[]> {
    const { body } = await this.ask('apps/', {}, { ms: LIST_TIMEOUT_MS, maxBytes: MAX_LIST_BYTES, halt });
    const { applications } = isObject(body) ? body : {};
    if (!isObject(applications)) throw new PeerError('its answer has no applications');
    return listOf(applications['application']).flatMap(({ instance }) => listOf(instance));
  }

  /**
   * @param items JSON of each
   * @throws PeerError
   */
  async sendBatch(items: readonly string[], fleet: string, halt: AbortSignal): Promise<BatchAnswer> {
    const { body, headers } = await this.ask(
      'peerreplication/batch/',
      {
        method: 'POST',
        body: `{"replicationList":[${items.join(',')}]}`,
        headers: { 'content-type': 'application/json', [FLEET_HEADER]: fleet },
      },
      { ms: BATCH_TIMEOUT_MS, maxBytes: MAX_ANSWER_BYTES, halt },
    );
    if (headers.get(FLEET_HEADER) === fleet) return { statuses: [], isOurs: true };
    const statuses = listOf(isObject(body) ? body['responseList'] : undefined).map(({ statusCode }) =>
      Number(statusCode),
    );
    if (statuses.length !== items.length)
      throw new PeerError(`it answered ${statuses.length} of ${items.length} items`);
    return { statuses, isOurs: false };
  }

  private async ask(
    path: string,
    request: { method?: string; body?: string; headers?: Record<string, string> },
    { ms, maxBytes, halt }: { ms: number; maxBytes: number; halt: AbortSignal },
  ): Promise<{ body: unknown; headers: Headers }> {
    try {
      return await withDeadline({ ms, signals: [halt] }, async (signal) => {
        const headers = { ...this.headers, ...request.headers };
        const response = await fetch(`${this.base}${path}`, {
          ...request,
          headers,
          redirect: 'manual',
          signal,
        });
        if (response.status !== 200) {
          await response.body?.cancel().catch(() => undefined);
          throw new PeerError(`it answered ${response.status}`, response.status);
        }
        const text = await readText(response, maxBytes);
        return { body: JSON.parse(text) as unknown, headers: response.headers };
      });
    } catch (error) {
      throw error instanceof PeerError
        ? error
        : new PeerError(reasonOf(error as Error), undefined, { cause: error });
    }
  }
}

async function readText(response: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new PeerError(`its answer is longer than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** Older servers send a list with one entry as that entry. */
const listOf = (value: unknown): Record<string, unknown>[] =>
  (Array.isArray(value) ? value : [value]).filter((each) => isObject(each));

function reasonOf(error: Error): string {
  if (error.name === 'TimeoutError') return 'no answer in time';
  if (error.name === 'SyntaxError') return 'its answer is not JSON';
  return fetchFailure(error);
}
