import { readFileSync, statSync } from 'node:fs';
import { parse } from 'yaml';
import { isUtf16 } from '../agent/credential-file.js';
import { commandLineEnvironment } from '../platform/config/command-line.js';
import { Failure, wrongUsage } from './failure.js';

const DEFAULT_SERVER = 'http://127.0.0.1:8080';
/** Where the API is, unless the address names another path: an application may mount the module elsewhere. */
const API_PATH = '/api/v1/worker-registration';

/** Where the server is, and what it is shown. */
export interface Connection {
  /** The prefix of all routes, without a slash at its end. */
  readonly api: string;
  /** The same as it was given, with its scheme. */
  readonly server: string;
  /** The same as somebody typed it, for messages. */
  readonly typed: string;
  readonly key: string | undefined;
  /** What a person should know about how it was set. */
  readonly hint: string | undefined;
}

/**
 * Server and key: each from the option, else the variable, else the file, else the default. The key of the file is shown to
 * the server of the file alone.
 * @throws Failure (usage) for an address that is none, a key with characters that no key has, or a file that cannot be read
 */
export function connectionOf(given: { server?: string; key?: string }): Connection {
  const { server, key, configFile } = commandLineEnvironment();
  const near = { server: given.server ?? server, key: given.key ?? key };
  // The file is left alone where it has no say: a broken one is then no reason to fail.
  const far =
    near.server === undefined || near.key === undefined
      ? readFile(configFile)
      : { server: undefined, key: undefined, hint: undefined };
  const typed = near.server ?? far.server ?? DEFAULT_SERVER;
  const url = urlOf(typed);
  // The key of the file is for the server of the file: another one is not to learn it.
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
    throw wrongUsage(`${JSON.stringify(server)} is no address of a server`, `${DEFAULT_SERVER} would work.`);
  return url;
}

/** An address may hold a password, which is not for a terminal. */
const withoutPassword = (server: string): string => server.replace(/\/\/[^/@]*@/, '//');

/** The key itself is never shown, not even a faulty one. */
function sendable(key: string): string {
  const trimmed = key.trim();
  if (!/^[\x21-\x7e]+$/.test(trimmed))
    throw wrongUsage('The key holds spaces or characters that no key has', 'Check how it was copied.');
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
    ...(open ? { hint: `${file} holds a key and others may read it: chmod 600 ${file}` } : {}),
  };
}

function fieldsOf(file: string, text: string): { server?: string | undefined; key?: string | undefined } {
  const faulty = (why: string): Failure =>
    wrongUsage(`${file} ${why}`, `It holds "server: ${DEFAULT_SERVER}" and "key: wrk_…", or one of them.`);
  let value: unknown;
  try {
    value = parse(text) ?? {};
  } catch {
    throw faulty('is no YAML');
  }
  if (typeof value !== 'object' || Array.isArray(value)) throw faulty('holds no names with values');
  const { server, key, ...others } = value as Record<string, unknown>;
  const [other] = Object.keys(others);
  if (other !== undefined) throw faulty(`holds ${JSON.stringify(other)}, which means nothing`);
  for (const each of [server, key])
    if (each !== undefined && typeof each !== 'string') throw faulty('holds something else than text');
  return { server: server as string | undefined, key: key as string | undefined };
}
