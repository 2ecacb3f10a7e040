import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from './cache-folder.js';

/**
 * Returns a Node.js of another major version, from the packages that npm's package `node` installs. Returns undefined, with a
 * message, where npm has none for this machine or cannot fetch it.
 */
export async function nodeOf(major: number): Promise<string | undefined> {
  const name = `node-${process.platform}-${process.arch}`;
  const target = join(cacheFolder(), `node-${major}`);
  const binary = join(target, 'node_modules', name, 'bin', 'node');
  if (existsSync(binary)) return binary;
  try {
    const options = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
    await promisify(execFile)('npm', ['install', '--prefix', target, ...options, `${name}@${major}`]);
    return binary;
  } catch {
    process.stderr.write(`Skipped: npm cannot fetch ${name}@${major}\n`);
    return undefined;
  }
}
