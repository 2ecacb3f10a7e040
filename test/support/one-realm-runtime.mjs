import { createRequire } from 'node:module';
import vm from 'node:vm';
import Runtime from 'jest-runtime';

/** What this process compiled, by file: the next test file only runs it again. */
const compiled = new Map();

/**
 * Loads packages as Node does, once a process, and only our own sources anew for each test file. Jest's own runtime loads the
 * two thousand files of the packages for each test file, compiled to CommonJS, as it cannot require ES modules on Node 20.
 *
 * Packages cannot be mocked here, and what they remember is shared by test files, as it is by the services of one file.
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

  /** Node's own is right where there is one realm. */
  installGetBuiltinModule() {}
}

/** A function over what a CommonJS module is given. */
function compile(source, filename, parameters) {
  const known = compiled.get(filename);
  if (known?.source === source) return known.run;
  const run = vm.compileFunction(source, parameters, { filename });
  compiled.set(filename, { source, run });
  return run;
}
