import { parseArgs } from 'node:util';
import { readCredentialFile, readTextFile } from './credential-file.js';
import type { WorkerAgentOptions } from './options.js';

/** The sidecar's own exit codes, as those of `timeout` and `docker run`; all others are the program's. */
export const EXIT = { failed: 125, notExecutable: 126, notFound: 127, signalled: 128 } as const;

export const SIDECAR_USAGE = `Runs a program in any language and keeps it registered as a worker while it runs.

  worker-registration-agent --server URL --worker-id ID [options] -- command [arguments]

  --server URL              address of the service; repeat it for several, which are tried in turn
  --worker-id ID            id of the worker
  --name TEXT               display name (default: the worker id)
  --max-concurrent-jobs N   maximum number of concurrent jobs (default: 1)
  --tags A,B                tags to find the worker by
  --zone NAME               failure domain in which the worker runs
  --probe URL               health check by HTTP GET: 2xx means well, anything else makes the worker report ERROR;
                            the worker registers after the first successful check
  --probe-interval SECONDS  time between two checks (default: 10)
  --join-token-file PATH    file with the join token that lets a new worker register
  --key-file PATH           file with an API key, instead of a join token
  --state-file PATH         file for id and token, so that a restart is recognised as the same worker
  --ca-file PATH            CA certificate of the service, if it has its own CA
  --session auto|off        heartbeats over a session (a WebSocket) where the service offers one, or over HTTP only
                            (default: auto)
  --help                    print this text

SIGTERM, SIGINT and SIGHUP are passed on to the program and its child processes. After SIGTERM or SIGINT the worker
accepts no more jobs. When the program ends, the processes that it left running are ended, and the worker is deregistered.

The exit code is the program's, 128 + n if signal n ended it, 127 if it was not found, 126 if it could not be run,
and 125 if the agent failed: invalid options, or a service that refuses the worker.
`;

/** The options of a command line. */
export interface SidecarOptions {
  readonly agent: WorkerAgentOptions;
  readonly probe: { readonly url: string; readonly intervalMs: number } | undefined;
  /** The program and its arguments. */
  readonly command: readonly [string, ...string[]];
}

/** An invalid command line; the message says why. */
export class WrongArguments extends Error {
  override readonly name = 'WrongArguments';
}

/** @returns undefined if help was requested. @throws WrongArguments */
export function readSidecarArguments(given: readonly string[]): SidecarOptions | undefined {
  const end = given.indexOf('--');
  const values = parsed(end === -1 ? given : given.slice(0, end));
  if (values.help === true) return undefined;
  const [program, ...rest] = end === -1 ? [] : given.slice(end + 1);
  if (program === undefined) throw new WrongArguments('A command is required after "--"');
  if (values.server === undefined) throw new WrongArguments('--server is required');
  if (values['worker-id'] === undefined) throw new WrongArguments('--worker-id is required');
  return {
    agent: agentOptions(values, values.server, values['worker-id']),
    probe: probeOf(values),
    command: [program, ...rest],
  };
}

function agentOptions(values: Values, server: string[], workerId: string): WorkerAgentOptions {
  const joinToken = contentOf('--join-token-file', values['join-token-file'], readCredentialFile);
  const key = contentOf('--key-file', values['key-file'], readCredentialFile);
  const ca = contentOf('--ca-file', values['ca-file'], readTextFile);
  return {
    server,
    workerId,
    maxConcurrentJobs: wholeNumber('--max-concurrent-jobs', values['max-concurrent-jobs'] ?? '1'),
    ...(values.name !== undefined && { name: values.name }),
    ...(values.tags !== undefined && { tags: values.tags.split(',') }),
    ...(values.zone !== undefined && { zone: values.zone }),
    ...(joinToken !== undefined && { joinToken }),
    ...(key !== undefined && { key }),
    ...(ca !== undefined && { tls: { ca } }),
    ...(values.session !== undefined && { session: sessionOf(values.session) }),
    ...(values['state-file'] !== undefined && { stateFile: values['state-file'] }),
  };
}

function probeOf(values: Values): SidecarOptions['probe'] {
  const { probe: url, 'probe-interval': interval = '10' } = values;
  if (url === undefined) return undefined;
  if (!URL.canParse(url)) throw new WrongArguments(`--probe: "${url}" is not a URL`);
  const seconds = Number(interval);
  if (!(seconds > 0 && seconds <= 3600))
    throw new WrongArguments('--probe-interval must be at most 3600 seconds');
  return { url, intervalMs: seconds * 1000 };
}

function sessionOf(value: string): 'auto' | 'off' {
  if (value === 'auto' || value === 'off') return value;
  throw new WrongArguments(`--session must be auto or off; got "${value}"`);
}

type Values = ReturnType<typeof parsed>;

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        server: { type: 'string', multiple: true },
        'worker-id': { type: 'string' },
        name: { type: 'string' },
        'max-concurrent-jobs': { type: 'string' },
        tags: { type: 'string' },
        zone: { type: 'string' },
        probe: { type: 'string' },
        'probe-interval': { type: 'string' },
        'join-token-file': { type: 'string' },
        'key-file': { type: 'string' },
        'state-file': { type: 'string' },
        'ca-file': { type: 'string' },
        session: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new WrongArguments((error as Error).message, { cause: error });
  }
}

function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new WrongArguments(`${option} must be a whole number of at least 1`);
  return value;
}

function contentOf(
  option: string,
  path: string | undefined,
  read: (path: string) => string,
): string | undefined {
  if (path === undefined) return undefined;
  try {
    return read(path);
  } catch (error) {
    throw new WrongArguments(`${option}: ${(error as Error).message}`, { cause: error });
  }
}
