import { readConfigFiles } from './config-files.js';
import { loadSettings, type GivenSettings } from './load-settings.js';
import type { Settings } from './settings.js';

/** The settings of the server: `config/*.yaml` (folder: CONFIG_DIR), then the environment. */
export function serverSettings(): Settings {
  return loadSettings({
    files: readConfigFiles(process.env['CONFIG_DIR'] ?? 'config'),
    environment: process.env,
  });
}

/** The settings of an application that imports the module: the environment, then what the code gives. No file is read. */
export function embeddedSettings(overrides: GivenSettings = {}): Settings {
  return loadSettings({ environment: process.env, overrides });
}
