import { ModuleMocker } from 'jest-mock';

/** Where jest-circus keeps the listeners to its events: in the global object, which is another for each file elsewhere. */
const EVENT_HANDLERS = Symbol.for('EVENT_HANDLERS');

/**
 * Runs test files in the realm of the process itself, as the service runs. Jest's own environment creates a
 * `vm` context for each file: there every access to a global is a call out of V8, and an Error of Node or of
 * a package is not `instanceof Error`.
 *
 * Changes of `process` by a file are undone after it; globals that it defines would stay.
 */
export default class OneRealmEnvironment {
  global = globalThis;
  moduleMocker = new ModuleMocker(globalThis);
  // Fake timers would stop Jest's own too.
  fakeTimers = null;
  fakeTimersModern = null;
  #env = { ...process.env };
  #exit = Object.getOwnPropertyDescriptor(process, 'exit');

  async setup() {
    // Those of earlier files would be called for each test of this one, and keep all modules of their files alive.
    delete globalThis[EVENT_HANDLERS];
  }

  async teardown() {
    // Jest wraps it with a warning for each file.
    Object.defineProperty(process, 'exit', this.#exit);
    for (const name of Object.keys(process.env)) if (!(name in this.#env)) delete process.env[name];
    Object.assign(process.env, this.#env);
  }

  /** Only its existence is checked: `one-realm-runtime.mjs` compiles without it. */
  getVmContext() {
    return globalThis;
  }
}
