import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Bundle } from './bundle.js';

const FOLDER = join(import.meta.dirname, '../../bundle');

/**
 * Returns what a program of the bundle exports, or undefined if there is no bundle: in the sources, and in the package of
 * npm, which is installed for many versions of Node.js.
 */
export function loadBundled(name: string): unknown {
  return existsSync(join(FOLDER, `${name}.js`)) ? new Bundle(FOLDER).load(`${name}.js`) : undefined;
}
