import { readConfigFiles } from './config-files.js';
import { loadSettings, type GivenSettings } from './load-settings.js';
import type { Settings } from './settings.js';

/** The settings of the server: `config/*.yaml` (folder: CONFIG_DIR), then the environment, then the command line. */
export function serverSettings(overrides: GivenSettings = {}): Settings {
  return loadSettings({
    files: readConfigFiles(process.env['CONFIG_DIR'] ?? 'config'),
    environment: process.env,
    overrides,
  });
}

/** In an application that imports the module the rest of the environment is that application's own. */
const OURS = /^(JOBSCHEDULER_WORKER|DATABASE|REDIS)_/;

/**
 * The settings of an application that imports the module: of the environment what is unmistakably ours, then what the
 * code gives. No file is read.
 */
export function embeddedSettings(overrides: GivenSettings = {}): Settings {
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => OURS.test(name)));
  return loadSettings({ environment, overrides });
}
