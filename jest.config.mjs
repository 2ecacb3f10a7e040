// Jest on Node < 24.9 cannot require() ES modules, so every ESM-only dependency is compiled to CommonJS.
import { existsSync, readFileSync } from 'node:fs';

const lock = JSON.parse(readFileSync(new URL('./package-lock.json', import.meta.url), 'utf8'));
const isEsm = (path) =>
  path.startsWith('node_modules/') &&
  existsSync(`${path}/package.json`) &&
  JSON.parse(readFileSync(`${path}/package.json`, 'utf8')).type === 'module';
const nameOf = (path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const esmPackages = [...new Set(Object.keys(lock.packages).filter(isEsm).map(nameOf).map(escape))];

const shared = {
  testEnvironment: 'node',
  rootDir: import.meta.dirname,
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.(ts|js|mjs)$': [
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
  transformIgnorePatterns: [`/node_modules/(?!(${esmPackages.join('|')})/)`],
};

export default {
  // Far more than a test needs: a busy machine is not a failure.
  testTimeout: 60_000,
  maxWorkers: 2,
  globalSetup: './test/support/global-setup.ts',
  globalTeardown: './test/support/global-teardown.ts',
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/src/**/*.spec.ts'] },
    { ...shared, displayName: 'integration', testMatch: ['<rootDir>/test/integration/**/*.spec.ts'] },
    { ...shared, displayName: 'e2e', testMatch: ['<rootDir>/test/e2e/**/*.spec.ts'] },
  ],
};
