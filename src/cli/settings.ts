import { commandLineEnvironment } from '../platform/config/command-line.js';
import { readConfigFile, type ConfigFile, type Context } from './config-file.js';
import { wrongUsage } from './failure.js';

const DEFAULT_SERVER = 'http://127.0.0.1:8080';
/** The path of the API, unless the address has another one: an application may mount the module elsewhere. */
const API_PATH = '/api/v1/worker-registration';

/** What the command line says about the connection. */
export interface GivenConnection {
  readonly server?: string;
  readonly key?: string;
  readonly context?: string;
}

/** The server and the credential. */
export interface Connection {
  /** The prefix of all routes, without a trailing slash. */
  readonly api: string;
  /** The server as given, with its scheme. */
  readonly server: string;
  /** The server as typed, for messages. */
  readonly typed: string;
  readonly key: string | undefined;
  /** Name of the context that applies, if one does. */
  readonly context: string | undefined;
  /** Where each value came from, for people. */
  readonly from: { readonly server: string; readonly key: string; readonly context: string };
  /** A hint about the configuration, for people. */
  readonly hint: string | undefined;
}

/**
 * Returns server and key: each from the option, else the named context, the variable, the current context, the file,
 * else the default. A key of the file is sent only to its server.
 * @throws Failure (usage) for an invalid address, a key with invalid characters, or an unreadable file
 */
export function connectionOf(given: GivenConnection): Connection {
  const environment = commandLineEnvironment();
  if (given.server !== undefined && given.context !== undefined)
    throw wrongUsage('--server and --context exclude each other', 'Use one of them.');
  const server = given.server ?? (given.context === undefined ? environment.server : undefined);
  const isDecided = server !== undefined && (given.key ?? environment.key) !== undefined;
  // The file is not read if it decides nothing: a malformed one is then no reason to fail.
  const file = isDecided ? undefined : readConfigFile(environment.configFile);
  // The key of a context that was asked for by name precedes that of the environment, which may be for another one.
  const hasKey = given.context !== undefined && file?.contexts[given.context]?.key !== undefined;
  const near = { server, key: given.key ?? (hasKey ? undefined : environment.key) };
  const chosen = contextIn(
    file,
    given.context ?? (near.server === undefined ? environment.context : undefined),
    {
      file: environment.configFile,
      isNamed: near.server === undefined,
    },
  );
  const typed = near.server ?? chosen.context.server ?? DEFAULT_SERVER;
  const url = urlOf(typed);
  const stored = near.key === undefined ? keyFor(url, file, chosen.context) : undefined;
  const key = near.key ?? stored?.key;
  const path = url.pathname.replace(/\/+$/, '');
  return {
    api: url.origin + (path === '' ? API_PATH : path),
    server: url.origin + path,
    typed: withoutPassword(typed),
    key: key === undefined ? undefined : sendable(key),
    context: chosen.name,
    from: {
      server: firstSet([
        [given.server, '--server'],
        [near.server, 'WORKER_REGISTRATION_SERVER'],
        [chosen.context.server, chosen.from],
        [DEFAULT_SERVER, 'default'],
      ]),
      key: firstSet([
        [given.key, '--key'],
        [near.key, 'WORKER_REGISTRATION_KEY'],
        [stored, stored?.from],
      ]),
      context: firstSet(
        chosen.name === undefined
          ? []
          : [
              [given.context, '--context'],
              [environment.context, 'WORKER_REGISTRATION_CONTEXT'],
              [chosen.name, environment.configFile],
            ],
      ),
    },
    hint: file?.hint,
  };
}

/** Returns where a value comes from: the first of these sources that has one. */
const firstSet = (sources: readonly (readonly [value: unknown, source: string | undefined])[]): string =>
  sources.find(([value]) => value !== undefined)?.[1] ?? 'not set';

interface Chosen {
  readonly name: string | undefined;
  readonly context: Context;
  readonly from: string;
}

function contextIn(
  config: ConfigFile | undefined,
  wanted: string | undefined,
  { file, isNamed }: { readonly file: string; readonly isNamed: boolean },
): Chosen {
  const name = wanted ?? (isNamed ? config?.current : undefined);
  if (name === undefined) return { name, context: (isNamed ? config : undefined) ?? {}, from: file };
  // The file says nothing if both values are given; a context has to exist all the same.
  const contexts = (config ?? readConfigFile(file)).contexts;
  const context = Object.hasOwn(contexts, name) ? contexts[name] : undefined;
  if (context === undefined) {
    const names = Object.keys(contexts).join(', ');
    throw wrongUsage(
      `There is no context ${name}`,
      names === '' ? 'Create one with `login`.' : `Use one of ${names}.`,
    );
  }
  return { name, context, from: `context ${name}` };
}

/** Returns the key that the file has for a server: no other server may learn it. */
function keyFor(
  url: URL,
  config: ConfigFile | undefined,
  chosen: Context,
): { key: string; from: string } | undefined {
  if (config === undefined) return undefined;
  const isFor = ({ server }: Context): boolean => urlOf(server ?? DEFAULT_SERVER).origin === url.origin;
  if (chosen.key !== undefined && isFor(chosen)) return { key: chosen.key, from: 'the same context' };
  const others = [
    ['the configuration file', config] as const,
    ...Object.entries(config.contexts).map(([name, context]) => [`context ${name}`, context] as const),
  ];
  for (const [from, context] of others)
    if (context.key !== undefined && isFor(context)) return { key: context.key, from };
  return undefined;
}

/** @throws Failure (usage) for an invalid address */
export function urlOf(server: string): URL {
  const text = server.includes('://') ? server : `http://${server}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.hostname === '')
    throw wrongUsage(
      `${JSON.stringify(server)} is not a server address`,
      `For example, use ${DEFAULT_SERVER}.`,
    );
  return url;
}

/** An address may contain a password, which must not be printed. */
export const withoutPassword = (server: string): string => server.replace(/\/\/[^/@]*@/, '//');

/**
 * Returns a key without surrounding spaces. The key itself is never printed, not even an invalid one.
 * @throws Failure (usage) for characters that no key has
 */
export function sendable(key: string): string {
  const trimmed = key.trim();
  if (!/^[\x21-\x7e]+$/.test(trimmed))
    throw wrongUsage('The key contains spaces or characters that no key has', 'Check how it was copied.');
  return trimmed;
}
