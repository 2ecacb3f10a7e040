import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Document } from 'yaml';
import { isUtf16 } from '../agent/credential-file.js';
import { EXIT, Failure, wrongUsage } from './failure.js';
import { loadYaml } from './load-yaml.js';
import { isObject } from '../platform/validation/is-object.js';

/** A server with its key. */
export interface Context {
  readonly server?: string | undefined;
  readonly key?: string | undefined;
}

/** The configuration file: one server without a name, and others with names. */
export interface ConfigFile extends Context {
  readonly contexts: Readonly<Record<string, Context>>;
  /** Name of the context that applies unless another one is chosen. */
  readonly current: string | undefined;
  /** A hint about the file, for people. */
  readonly hint: string | undefined;
}

const NONE: ConfigFile = { contexts: {}, current: undefined, hint: undefined };

/** @throws Failure (usage) if the file is unreadable or malformed */
export function readConfigFile(file: string): ConfigFile {
  const read = textOf(file);
  if (read === undefined) return NONE;
  const config = configOf(file, read.text);
  const hasKey = [config, ...Object.values(config.contexts)].some(({ key }) => key !== undefined);
  const isOpen = hasKey && process.platform !== 'win32' && (read.mode & 0o077) !== 0;
  const hint = isOpen ? `${file} contains a key and is readable by others: chmod 600 ${file}` : undefined;
  return { ...config, hint };
}

function textOf(file: string): { text: string; mode: number } | undefined {
  try {
    const bytes = readFileSync(file);
    if (isUtf16(bytes)) throw new Error('it is UTF-16; save it as UTF-8');
    return { text: bytes.toString('utf8').replace(/^\ufeff/, ''), mode: statSync(file).mode };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw wrongUsage(`${file} cannot be read: ${message}`, 'Make it readable, or remove it.');
  }
}

function configOf(file: string, text: string): Omit<ConfigFile, 'hint'> {
  const faulty = (why: string): Failure =>
    wrongUsage(
      `${file} ${why}`,
      'It may contain "server: http://127.0.0.1:8080", "key: wrk_…", "contexts: …" and "current: …".',
    );
  let value: unknown;
  try {
    value = loadYaml().parse(text) ?? {};
  } catch {
    throw faulty('is not YAML');
  }
  if (!isObject(value)) throw faulty('is not a map of names to values');
  const { contexts = {}, current, ...top } = value;
  if (current !== undefined && typeof current !== 'string') throw faulty('contains a value that is not text');
  if (!isObject(contexts)) throw faulty('contains contexts that are not a map of names to servers');
  const named = Object.entries(contexts).map(([name, context]) => {
    if (!isObject(context)) throw faulty(`contains the context ${JSON.stringify(name)}, which is not a map`);
    return [name, contextOf(context, faulty)] as const;
  });
  return { ...contextOf(top, faulty), contexts: Object.fromEntries(named), current };
}

function contextOf(value: Record<string, unknown>, faulty: (why: string) => Failure): Context {
  const { server, key, ...others } = value;
  const [other] = Object.keys(others);
  if (other !== undefined) throw faulty(`contains the unknown name ${JSON.stringify(other)}`);
  for (const each of [server, key])
    if (each !== undefined && typeof each !== 'string') throw faulty('contains a value that is not text');
  return { server, key } as Context;
}

/** Changes the file, keeps its comments, and makes it readable by its owner only. */
export function changeConfigFile(file: string, change: (document: Document) => void): void {
  // Refuses a malformed file before it is changed.
  readConfigFile(file);
  const { isMap, parseDocument } = loadYaml();
  const document: Document = parseDocument(textOf(file)?.text || '{}\n');
  if (isMap(document.contents)) document.contents.flow = false;
  change(document);
  const draft = `${file}.${process.pid}.new`;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(draft, document.toString(), { mode: 0o600, flag: 'wx' });
    renameSync(draft, file);
  } catch (error) {
    throw new Failure(`${file} cannot be written: ${(error as Error).message}`, '', EXIT.failed);
  }
}
