import {
  Agent as HttpAgent,
  type ClientRequest,
  type IncomingMessage,
  request as requestHttp,
} from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { withDeadline } from './deadline.js';
import { isOfService, isServersFault, retryAfterMsOf, type Answer } from './protocol.js';
import type { Servers } from './servers.js';

export interface Request {
  readonly method: string;
  /** Below the prefix of the API, with a leading slash. */
  readonly path: string;
  readonly body?: unknown;
  /** Sent as `Authorization: Bearer`. */
  readonly credential?: string | undefined;
  /** Whether a short answer is enough; older servers send a full one. */
  readonly minimal?: boolean;
  /** How long each server may take to answer, if not as long as usual. */
  readonly answerMs?: number;
}

/** PEM texts, for a service with its own CA or one that requires client certificates. */
export interface TlsFiles {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** No server gave a usable answer; a retry later may succeed. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';

  /** @param retryAfterMs the minimum wait that a server asked for */
  constructor(
    message: string,
    readonly retryAfterMs: number | undefined,
  ) {
    super(message);
  }
}

/** More than any response of the service, and little enough to read whatever else answers. */
const LONGEST_ANSWER_BYTES = 16 * 1024 * 1024;

/** Sends HTTP requests to the first server that answers. Uses `node:http`, as `fetch` accepts no CA. */
export class HttpClient {
  private readonly http = new HttpAgent({ keepAlive: true });
  private readonly https: HttpsAgent;

  constructor(
    private readonly servers: Servers,
    tls: TlsFiles,
  ) {
    this.https = new HttpsAgent({ keepAlive: true, ...tls });
  }

  /**
   * Sends the request to one server after the other, until one answers.
   * @param timeoutMs for each server
   * @throws Unreachable if no server gave a usable answer; the abort reason of `signal`
   */
  async sendRequest(request: Request, timeoutMs: number, signal: AbortSignal): Promise<Answer> {
    const failures: string[] = [];
    for (const base of this.servers.inTurn()) {
      try {
        const answer = await withDeadline({ ms: timeoutMs, signals: [signal] }, (bounded) =>
          this.askOne(base, request, bounded),
        );
        if (!isServersFault(answer)) {
          this.servers.noteAnswer(base);
          return answer;
        }
        if (answer.retryAfterMs !== undefined) this.servers.noteWait(base, answer.retryAfterMs);
        failures.push(`${base} ${faultOf(answer)}`);
      } catch (error) {
        signal.throwIfAborted();
        failures.push(`${base}: ${wordsOf(error, timeoutMs)}`);
      }
    }
    const freeIn = this.servers.freeIn();
    throw new Unreachable(
      failures.length === 0 ? 'Every server asked to wait' : failures.join('; '),
      freeIn > 0 ? freeIn : undefined,
    );
  }

  closeConnections(): void {
    this.http.destroy();
    this.https.destroy();
  }

  private async askOne(
    base: string,
    { method, path, body, credential, minimal }: Request,
    signal: AbortSignal,
  ) {
    const url = new URL(base + path);
    const secure = url.protocol === 'https:';
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers = {
      accept: 'application/json',
      ...(minimal === true && { prefer: 'return=minimal' }),
      ...(credential !== undefined && { authorization: `Bearer ${credential}` }),
      ...(text !== undefined && {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
      }),
    };
    const send = secure ? requestHttps : requestHttp;
    const options = { method, headers, signal, agent: secure ? this.https : this.http };
    return answerOf(await responseTo(() => send(url, options).end(text)));
  }
}

/**
 * Sends a request. One on a kept connection that the server closes at the same time is sent again, in the end on a new
 * connection: every request of an agent may be repeated.
 */
function responseTo(send: () => ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = send();
    request.once('response', resolve).once('error', (error: NodeJS.ErrnoException) => {
      const isClosed = error.code === 'ECONNRESET' || error.code === 'EPIPE';
      if (request.reusedSocket && isClosed) resolve(responseTo(send));
      else reject(error);
    });
  });
}

/** Reads a response to its end. */
export async function answerOf(response: IncomingMessage): Promise<Answer> {
  return {
    status: response.statusCode ?? 0,
    body: parsed(await textOf(response)),
    retryAfterMs: retryAfterMsOf(response.headers['retry-after'], Date.now()),
    location: response.headers.location,
  };
}

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LONGEST_ANSWER_BYTES) throw new Error('The response does not end');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function parsed(text: string): Answer['body'] {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Answer['body']) : undefined;
  } catch {
    return undefined;
  }
}

/** Anything may have written the text, at any length. */
const LONGEST_WORDS = 200;

function faultOf({ status, body, location }: Answer): string {
  const message = body?.['message'];
  const said =
    typeof message === 'string' ? message : location === undefined ? '' : `redirect to ${location}`;
  const words = said.length > LONGEST_WORDS ? `${said.slice(0, LONGEST_WORDS)}…` : said;
  const who = isOfService(body) ? '' : ' and does not look like the service';
  return `answered ${status}${who}${words === '' ? '' : `: ${words}`}`;
}

function wordsOf(error: unknown, timeoutMs: number): string {
  const { name, message, code } = error as NodeJS.ErrnoException;
  if (name === 'TimeoutError' || name === 'AbortError') return `no answer within ${timeoutMs} ms`;
  // Where a name has several addresses, the message is empty and the reason is in the code.
  return message === '' ? (code ?? name) : message;
}
