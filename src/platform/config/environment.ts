import { readConfigFiles } from './config-files.js';
import { environmentWarnings, loadSettings } from './load-settings.js';
import type { GivenSettings } from './given-settings.js';
import type { Settings } from './settings.js';

/** The settings of the server: `config/*.yaml` (folder: CONFIG_DIR), then the environment, then the command line. */
export function serverSettings(overrides: GivenSettings = {}): Settings {
  const { WORKER_REGISTRATION_CONFIG_DIR, CONFIG_DIR } = process.env;
  return loadSettings({
    files: readConfigFiles(WORKER_REGISTRATION_CONFIG_DIR || CONFIG_DIR || 'config'),
    environment: process.env,
    overrides,
  });
}

/** Variables of the server's environment that look like a misspelt setting, each in a sentence. */
export const serverWarnings = (): string[] => environmentWarnings(process.env);

/** In an application that imports the module the rest of the environment is that application's own. */
const OURS = /^(JOBSCHEDULER_WORKER|WORKER_REGISTRATION)_/;

/**
 * The settings of an application that imports the module: of the environment the variables with a prefix of ours, then
 * what the code gives. No file is read.
 */
export function embeddedSettings(overrides: GivenSettings = {}): Settings {
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => OURS.test(name)));
  return loadSettings({ environment, overrides });
}
