import { fc, SEED } from '../support/chances.js';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfigFiles } from '../../src/platform/config/config-files.js';
import { loadSettings, type SettingSources } from '../../src/platform/config/load-settings.js';
import { settingKeys } from '../../src/platform/config/setting-keys.js';
import { StartError } from '../../src/platform/errors/start-error.js';
import { filesLike } from './files.js';
import { RUNS } from './options.js';
import { hostile, hostileText } from './values.js';

jest.setTimeout(3_600_000);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fuzz-config-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/**
 * Returns the message for a person; undefined if the settings are accepted. Errors other than a StartError
 * are rethrown.
 */
function refusalOf(read: () => SettingSources): string | undefined {
  try {
    loadSettings(read());
    return undefined;
  } catch (error) {
    if (error instanceof StartError) return error.message;
    throw error;
  }
}

function checked(property: fc.IRawProperty<unknown>): void {
  // Synchronous, because all of these are.
  fc.assert(property as fc.IProperty<unknown>, { numRuns: RUNS * 3 });
}

describe(`A setting at random (seed ${SEED}) is accepted, or refused with its name`, () => {
  const key = fc.constantFrom(...settingKeys);

  it('in the environment', () => {
    checked(
      fc.property(key, hostileText, ({ variable }, value) => {
        const refusal = refusalOf(() => ({ environment: { [variable]: value } }));
        expect(refusal ?? variable).toContain(variable);
      }),
    );
  });

  it('in a file', () => {
    checked(
      fc.property(key, hostile, (setting, value) => {
        const refusal = refusalOf(() => ({ files: { [setting.key]: value } }));
        expect(refusal ?? setting.key).toContain(setting.key);
      }),
    );
  });

  const SOUND =
    'jobscheduler:\n  worker:\n    heartbeat-timeout-minutes: 5\n    reconnect-allow: [10.0.0.0/8]\nserver.port: 8080\nalerts:\n  rules:\n    - name: a\n      when: workers\n';
  it('as the whole file', () => {
    checked(
      fc.property(filesLike(SOUND), (text) => {
        writeFileSync(join(folder, 'random.yaml'), text);
        const refusal = refusalOf(() => ({ files: readConfigFiles(folder) }));
        expect(refusal ?? 'random.yaml').toMatch(/random\.yaml|is not a setting|must be|takes|which/);
      }),
    );
  });
});
