const shared = {
  testEnvironment: './test/support/one-realm-environment.mjs',
  runtime: './test/support/one-realm-runtime.mjs',
  rootDir: import.meta.dirname,
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.(ts|mjs)$': [
      '@swc/jest',
      {
        swcrc: false,
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
        jsc: {
          target: 'es2023',
          keepClassNames: true,
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
        },
      },
    ],
  },
};

/** Jest runs it once, for all projects that name it. Unit tests do without. */
const withServers = {
  ...shared,
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  setupFilesAfterEnv: ['<rootDir>/test/support/retries.ts'],
};

export default {
  // Far more than a test needs: a busy machine is not a failure.
  testTimeout: 60_000,
  // Twice the cores of a small machine: tests wait for processes and servers for half of their time.
  maxWorkers: 4,
  testSequencer: '<rootDir>/test/support/slowest-first.mjs',
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/src/**/*.spec.ts'] },
    { ...withServers, displayName: 'integration', testMatch: ['<rootDir>/test/integration/**/*.spec.ts'] },
    { ...withServers, displayName: 'e2e', testMatch: ['<rootDir>/test/e2e/**/*.spec.ts'] },
    { ...withServers, displayName: 'browser', testMatch: ['<rootDir>/test/browser/**/*.spec.ts'] },
    // Pictures for the documents, taken on demand: `npm run screenshots`.
    ...(process.env.SCREENSHOTS === '1'
      ? [{ ...withServers, displayName: 'screenshots', testMatch: ['<rootDir>/test/browser/**/*.shots.ts'] }]
      : []),
    // Takes minutes, and programs of Debian: `npm run test:failover`.
    ...(process.env.FAILOVER === '1'
      ? [{ ...withServers, displayName: 'failover', testMatch: ['<rootDir>/test/failover/**/*.spec.ts'] }]
      : []),
    { ...withServers, displayName: 'fuzz', testMatch: ['<rootDir>/test/fuzz/**/*.spec.ts'] },
    { ...withServers, displayName: 'faults', testMatch: ['<rootDir>/test/faults/**/*.spec.ts'] },
  ],
};
