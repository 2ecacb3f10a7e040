import { withDeadline } from '../agent/deadline.js';
import type { Connection } from './settings.js';

/** Maximum number of messages that wait for their answers at once. */
const MOST_PENDING = 8;

const PATIENCE_MS = 60_000;

const VERSION = 'io.modelcontextprotocol/protocolVersion';

interface Message {
  readonly id?: string | number;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

/** Passes messages of the Model Context Protocol from a line-based connection to a server over HTTP, and answers back. */
export class McpBridge {
  private readonly pending = new Set<Promise<void>>();

  constructor(
    private readonly connection: Pick<Connection, 'api' | 'key' | 'typed'>,
    private readonly write: (line: string) => void,
  ) {}

  /** Passes one message on; waits while too many are pending. */
  async passMessage(line: string): Promise<void> {
    if (line.trim() === '') return;
    const passing: Promise<void> = this.exchange(line).finally(() => this.pending.delete(passing));
    this.pending.add(passing);
    if (this.pending.size >= MOST_PENDING) await Promise.race(this.pending);
  }

  async waitForPending(): Promise<void> {
    await Promise.all(this.pending);
  }

  private async exchange(line: string): Promise<void> {
    let message: Message = {};
    try {
      message = JSON.parse(line) as Message;
    } catch {
      this.refuse(null, -32_700, 'The line is no JSON');
      return;
    }
    try {
      const { status, type, text } = await withDeadline({ ms: PATIENCE_MS }, (signal) =>
        this.send(line, message, signal),
      );
      const isStream = type?.startsWith('text/event-stream') === true;
      const answers = isStream ? dataOf(text) : [text];
      if (message.id === undefined || answers.every(isAnswer)) {
        for (const answer of answers) if (isAnswer(answer)) this.write(answer);
        return;
      }
      this.refuse(message.id, -32_000, this.explain(status, text));
    } catch (error) {
      const { cause, message: why } = error as Error & { cause?: Error };
      if (message.id !== undefined)
        this.refuse(message.id, -32_000, `Cannot reach ${this.connection.typed}: ${cause?.message ?? why}`);
    }
  }

  private async send(
    body: string,
    message: Message,
    signal: AbortSignal,
  ): Promise<{ status: number; type: string | null; text: string }> {
    const { api, key } = this.connection;
    const response = await fetch(new URL('/mcp', api), {
      method: 'POST',
      headers: {
        accept: 'application/json, text/event-stream',
        'content-type': 'application/json',
        ...headersOf(message),
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
      },
      body,
      redirect: 'error',
      signal,
    });
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      text: await response.text(),
    };
  }

  private explain(status: number, text: string): string {
    if (status === 404) return `${this.connection.typed} does not serve MCP; set mcp.enabled there`;
    const { message } = (isJson(text) ? JSON.parse(text) : {}) as { message?: string };
    return `${this.connection.typed} answered ${status}${message === undefined ? '' : `: ${message}`}`;
  }

  private refuse(id: string | number | null, code: number, message: string): void {
    this.write(JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } }));
  }
}

/** Headers that repeat parts of the message, by which proxies route; versions before 2026 have none. */
function headersOf({ method, params }: Message): Record<string, string> {
  const version = (params?.['_meta'] as Readonly<Record<string, unknown>> | undefined)?.[VERSION];
  if (typeof version !== 'string' || method === undefined) return {};
  const name = [params?.['name'], params?.['uri']].find((each) => typeof each === 'string');
  return {
    'mcp-protocol-version': version,
    'mcp-method': method,
    ...(name !== undefined && { 'mcp-name': name }),
  };
}

const dataOf = (stream: string): string[] =>
  stream.split(/\r?\n/).flatMap((line) => (line.startsWith('data:') ? [line.slice(5).trim()] : []));

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Whether a text is a message of the protocol: errors of HTTP are not. */
const isAnswer = (text: string): boolean =>
  isJson(text) && (JSON.parse(text) as { jsonrpc?: string } | null)?.jsonrpc === '2.0';
