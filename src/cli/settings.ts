import { readFileSync, statSync } from 'node:fs';
import { parse } from 'yaml';
import { isUtf16 } from '../agent/credential-file.js';
import { commandLineEnvironment } from '../platform/config/command-line.js';
import { Failure, wrongUsage } from './failure.js';

const DEFAULT_SERVER = 'http://127.0.0.1:8080';
/** The path of the API, unless the address has another one: an application may mount the module elsewhere. */
const API_PATH = '/api/v1/worker-registration';

/** The server and the credential. */
export interface Connection {
  /** The prefix of all routes, without a trailing slash. */
  readonly api: string;
  /** The server as given, with its scheme. */
  readonly server: string;
  /** The server as typed, for messages. */
  readonly typed: string;
  readonly key: string | undefined;
  /** A hint about the configuration, for people. */
  readonly hint: string | undefined;
}

/**
 * Returns server and key: each from the option, else the variable, else the file, else the default. The key of the
 * file is sent only to the server of the file.
 * @throws Failure (usage) for an invalid address, a key with invalid characters, or an unreadable file
 */
export function connectionOf(given: { server?: string; key?: string }): Connection {
  const { server, key, configFile } = commandLineEnvironment();
  const near = { server: given.server ?? server, key: given.key ?? key };
  // The file is not read if it decides nothing: a malformed one is then no reason to fail.
  const far =
    near.server === undefined || near.key === undefined
      ? readFile(configFile)
      : { server: undefined, key: undefined, hint: undefined };
  const typed = near.server ?? far.server ?? DEFAULT_SERVER;
  const url = urlOf(typed);
  // The key of the file is for the server of the file: no other server may learn it.
  const isOfFile = url.origin === urlOf(far.server ?? DEFAULT_SERVER).origin;
  const chosen = near.key ?? (isOfFile ? far.key : undefined);
  const path = url.pathname.replace(/\/+$/, '');
  return {
    api: url.origin + (path === '' ? API_PATH : path),
    server: url.origin + path,
    typed: withoutPassword(typed),
    key: chosen === undefined ? undefined : sendable(chosen),
    hint: far.hint,
  };
}

function urlOf(server: string): URL {
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
const withoutPassword = (server: string): string => server.replace(/\/\/[^/@]*@/, '//');

/** The key itself is never printed, not even an invalid one. */
function sendable(key: string): string {
  const trimmed = key.trim();
  if (!/^[\x21-\x7e]+$/.test(trimmed))
    throw wrongUsage('The key contains spaces or characters that no key has', 'Check how it was copied.');
  return trimmed;
}

function readFile(file: string): { server?: string; key?: string; hint?: string } {
  let text: string;
  let mode: number;
  try {
    const bytes = readFileSync(file);
    if (isUtf16(bytes)) throw new Error('it is UTF-16; save it as UTF-8');
    text = bytes.toString('utf8').replace(/^\ufeff/, '');
    mode = statSync(file).mode;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return {};
    throw wrongUsage(`${file} cannot be read: ${message}`, 'Make it readable, or remove it.');
  }
  const { server, key } = fieldsOf(file, text);
  const open = key !== undefined && process.platform !== 'win32' && (mode & 0o077) !== 0;
  return {
    ...(server === undefined ? {} : { server }),
    ...(key === undefined ? {} : { key }),
    ...(open ? { hint: `${file} contains a key and is readable by others: chmod 600 ${file}` } : {}),
  };
}

function fieldsOf(file: string, text: string): { server?: string | undefined; key?: string | undefined } {
  const faulty = (why: string): Failure =>
    wrongUsage(`${file} ${why}`, `It may contain "server: ${DEFAULT_SERVER}" and "key: wrk_…".`);
  let value: unknown;
  try {
    value = parse(text) ?? {};
  } catch {
    throw faulty('is not YAML');
  }
  if (typeof value !== 'object' || Array.isArray(value)) throw faulty('is not a map of names to values');
  const { server, key, ...others } = value as Record<string, unknown>;
  const [other] = Object.keys(others);
  if (other !== undefined) throw faulty(`contains the unknown name ${JSON.stringify(other)}`);
  for (const each of [server, key])
    if (each !== undefined && typeof each !== 'string') throw faulty('contains a value that is not text');
  return { server: server as string | undefined, key: key as string | undefined };
}
