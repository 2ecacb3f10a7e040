import * as asyncHooks from 'node:async_hooks';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';
import Runtime from 'jest-runtime';
import { OneAfterTheOther } from './one-after-the-other.mjs';

/** Of a CommonJS module. */
const PARAMETERS = ['module', 'exports', 'require', '__dirname', '__filename'];

const SOURCES = fileURLToPath(new URL('../../src/', import.meta.url));

/** For jest-circus: sources and packages have those of Node.js. */
const ASYNC_HOOKS = { ...asyncHooks, AsyncLocalStorage: OneAfterTheOther };

/** Compiled files of this process: later test files only run them again. */
const compiled = new Map();

/** Loaded sources of the service by path: one service after another runs them, as in a process of its own. */
const loaded = new Map();

/** Where the source map of each compiled file is: stack traces may name sources that an earlier test file loaded. */
const sourceMaps = new (class extends Map {
  /** Jest clears it after each test file. */
  clear() {}
})();

/** The runtime of the current test file: sources are loaded once, and load others later by `import()`. */
let current;

/**
 * Loads packages as Node does, once per process, the sources of the service once per process, and only tests and
 * their support again for each test file. Jest's own runtime loads the two thousand files of the packages for each
 * test file, compiled to CommonJS, because it cannot require ES modules on Node 20.
 *
 * Neither packages nor sources can be mocked here, and test files share their state, as the services of one file do.
 */
export default class OneRealmRuntime extends Runtime {
  constructor(...given) {
    super(...given);
    current = this;
    this.transformCache.sourceMaps = sourceMaps;
    this.executor.compile = (source, filename) =>
      compile(source, filename, this.executor.injectedModuleParameters);
    const { coreModule } = this;
    const requireCore = coreModule.require.bind(coreModule);
    coreModule.require = (name) => (name === 'node:async_hooks' ? ASYNC_HOOKS : requireCore(name));
  }

  requireModuleOrMock(from, name) {
    if (name === '@jest/globals') return super.requireModuleOrMock(from, name);
    if (!/^\.{1,2}\//.test(name)) return createRequire(from)(name);
    const path = resolve(dirname(from), name).replace(/\.js$/, '.ts');
    return path.startsWith(SOURCES) && path.endsWith('.ts')
      ? this.#requireSource(path)
      : super.requireModuleOrMock(from, name);
  }

  #requireSource(path) {
    const known = loaded.get(path);
    if (known !== undefined) return known.exports;
    const module = { exports: {}, filename: path, id: path, loaded: false };
    loaded.set(path, module);
    try {
      const run = vm.compileFunction(this.transformCache.transform(path), PARAMETERS, { filename: path });
      run(module, module.exports, (name) => current.requireModuleOrMock(path, name), dirname(path), path);
    } catch (error) {
      loaded.delete(path);
      throw error;
    }
    module.loaded = true;
    return module.exports;
  }

  /** Node's own is right in a single realm. */
  installGetBuiltinModule() {}
}

/** A function with the parameters of a CommonJS module. */
function compile(source, filename, parameters) {
  const known = compiled.get(filename);
  if (known?.source === source) return known.run;
  const run = vm.compileFunction(source, parameters, { filename });
  compiled.set(filename, { source, run });
  return run;
}
