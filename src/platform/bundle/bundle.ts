import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { Script } from 'node:vm';

type Load = (id: string) => unknown;
type Body = (
  exports: unknown,
  require: Load,
  module: { exports: unknown },
  file: string,
  folder: string,
) => void;

/** As Node.js wraps a CommonJS module. */
const HEAD = '(function (exports, require, module, __filename, __dirname) { ';
const TAIL = '\n})';
/** Of SHA-256, before the code in its file. */
const DIGEST_BYTES = 32;

/**
 * The service and the command line as few files, which `scripts/bundle-programs.mjs` makes: reading two thousand modules takes
 * longer than all else that a start does. Beside each file lies its code as V8 compiled it; another V8 refuses that, and
 * compiles the file again. The idea is that of v8-compile-cache, https://github.com/zertosh/v8-compile-cache.
 */
export class Bundle {
  private readonly modules = new Map<string, { exports: unknown }>();
  private readonly scripts = new Map<string, Script>();

  constructor(private readonly folder: string) {}

  /** Returns what a file of the bundle exports; packages outside of it are those of the installation. */
  load(name: string): unknown {
    const known = this.modules.get(name);
    if (known !== undefined) return known.exports;
    const module = { exports: {} };
    this.modules.set(name, module);
    const file = join(this.folder, name);
    const outside = createRequire(file);
    const require = (id: string): unknown => (id.startsWith('./') ? this.load(basename(id)) : outside(id));
    const script = compileFile(file);
    this.scripts.set(file, script);
    const body = script.runInThisContext() as Body;
    body.call(module.exports, module.exports, require, module, file, this.folder);
    return module.exports;
  }

  /** Writes the compiled code of all that was loaded, with the functions that were called. */
  saveCode(): void {
    for (const [file, script] of this.scripts) {
      const code = script.createCachedData();
      writeFileSync(codeOf(file), Buffer.concat([digestOf(readFileSync(file), code), code]));
    }
  }
}

/** Compiles a file, from its saved code if that is complete, is of this text, and this V8 accepts it. */
export function compileFile(file: string): Script {
  const text = readFileSync(file);
  return new Script(`${HEAD}${text.toString()}${TAIL}`, {
    filename: file,
    cachedData: savedCode(file, text),
  });
}

/** V8 itself compares the length of the text only, and ends the process over a damaged code. */
function savedCode(file: string, text: Buffer): Buffer | undefined {
  if (!existsSync(codeOf(file))) return undefined;
  const saved = readFileSync(codeOf(file));
  const code = saved.subarray(DIGEST_BYTES);
  return digestOf(text, code).equals(saved.subarray(0, DIGEST_BYTES)) ? code : undefined;
}

const digestOf = (text: Buffer, code: Buffer): Buffer =>
  createHash('sha256').update(text).update(code).digest();

const codeOf = (file: string): string => `${file}.code`;
