import { parseArgs } from 'node:util';
import { readCredentialFile, readTextFile } from './credential-file.js';
import type { WorkerAgentOptions } from './options.js';

/** What the sidecar's own exit codes mean, as those of `timeout` and `docker run`; all others are the program's. */
export const EXIT = { failed: 125, notExecutable: 126, notFound: 127, signalled: 128 } as const;

export const SIDECAR_USAGE = `Runs a program in any language and keeps it registered as a worker while it runs.

  worker-registration-agent --server URL --worker-id ID [options] -- command [arguments]

  --server URL              the service; repeated where there are several, which are tried in turn
  --worker-id ID            the name of the worker
  --name TEXT               a name for people (the worker id)
  --max-concurrent-jobs N   the most jobs that it runs at once (1)
  --tags A,B                words to find it by
  --zone NAME               the failure domain that it runs in
  --probe URL               asked by HTTP GET: while it answers 2xx the program is well, else the worker reports ERROR;
                            the worker is registered when it was well for the first time
  --probe-interval SECONDS  between two of these questions (10)
  --join-token-file PATH    holds the join token that brings a new worker in
  --key-file PATH           holds an API key, in place of a join token
  --state-file PATH         where id and token are kept, so that a restart is known as the same worker
  --ca-file PATH            the CA of the service, where it has one of its own
  --help                    this text

SIGTERM, SIGINT and SIGHUP are passed on to the program and the processes that it started. With the first two the worker takes
no more jobs. When the program ends, what it left running is ended too, and the worker is deregistered.

The exit code is the program's, 128 + n where signal n ended it, 127 where it was not found, 126 where it could not be
run, and 125 where the agent failed: wrong options, or a service that refuses the worker.
`;

/** What a command line asks for. */
export interface SidecarOptions {
  readonly agent: WorkerAgentOptions;
  readonly probe: { readonly url: string; readonly intervalMs: number } | undefined;
  /** The program and its arguments. */
  readonly command: readonly [string, ...string[]];
}

/** The command line cannot be carried out; the message says why. */
export class WrongArguments extends Error {
  override readonly name = 'WrongArguments';
}

/** @returns undefined where help is asked for. @throws WrongArguments */
export function readSidecarArguments(given: readonly string[]): SidecarOptions | undefined {
  const end = given.indexOf('--');
  const values = parsed(end === -1 ? given : given.slice(0, end));
  if (values.help === true) return undefined;
  const [program, ...rest] = end === -1 ? [] : given.slice(end + 1);
  if (program === undefined) throw new WrongArguments('A command is needed, behind "--"');
  if (values.server === undefined) throw new WrongArguments('--server is needed');
  if (values['worker-id'] === undefined) throw new WrongArguments('--worker-id is needed');
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
    ...(values['state-file'] !== undefined && { stateFile: values['state-file'] }),
  };
}

function probeOf(values: Values): SidecarOptions['probe'] {
  const { probe: url, 'probe-interval': interval = '10' } = values;
  if (url === undefined) return undefined;
  if (!URL.canParse(url)) throw new WrongArguments(`--probe: "${url}" is no URL`);
  const seconds = Number(interval);
  if (!(seconds > 0 && seconds <= 3600))
    throw new WrongArguments('--probe-interval must be up to 3600 seconds');
  return { url, intervalMs: seconds * 1000 };
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
    throw new WrongArguments(`${option} must be a whole number, 1 or more`);
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
