import { createRequire } from 'node:module';
import vm from 'node:vm';
import Runtime from 'jest-runtime';

/** Compiled files of this process: later test files only run them again. */
const compiled = new Map();

/**
 * Loads packages as Node does, once per process, and only our own sources again for each test file. Jest's
 * own runtime loads the two thousand files of the packages for each test file, compiled to CommonJS, because
 * it cannot require ES modules on Node 20.
 *
 * Packages cannot be mocked here, and test files share their state, as the services of one file do.
 */
export default class OneRealmRuntime extends Runtime {
  constructor(...given) {
    super(...given);
    this.executor.compile = (source, filename) =>
      compile(source, filename, this.executor.injectedModuleParameters);
  }

  requireModuleOrMock(from, name) {
    if (/^\.{1,2}\//.test(name) || name === '@jest/globals') return super.requireModuleOrMock(from, name);
    return createRequire(from)(name);
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
