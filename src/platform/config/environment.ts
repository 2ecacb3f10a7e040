import { readConfigFiles } from './config-files.js';
import { StartError } from '../errors/start-error.js';
import { isObject } from '../validation/is-object.js';
import { shown } from './require-options.js';
import { environmentWarnings, loadSettings } from './load-settings.js';
import type { GivenSettings } from './given-settings.js';
import type { ModuleSettings } from './module-settings.js';
import type { Settings } from './settings.js';

/**
 * Loads the settings of the server: `config/*.yaml` (folder: CONFIG_DIR), then the environment, then the
 * command line.
 */
export function serverSettings(overrides: GivenSettings = {}): Settings {
  const { WORKER_REGISTRATION_CONFIG_DIR, CONFIG_DIR } = process.env;
  return loadSettings({
    files: readConfigFiles(WORKER_REGISTRATION_CONFIG_DIR || CONFIG_DIR || 'config'),
    environment: process.env,
    overrides,
  });
}

/** Returns a sentence for each variable of the server's environment that looks like a misspelt setting. */
export const serverWarnings = (): string[] => environmentWarnings(process.env);

/** In an application that imports the module, the rest of the environment belongs to that application. */
const OURS = /^(JOBSCHEDULER_WORKER|WORKER_REGISTRATION)_/;

/**
 * Loads the settings of an application that imports the module: variables with our prefixes, then the options
 * in code. Reads no file.
 */
export function embeddedSettings(overrides: ModuleSettings = {}): Settings {
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => OURS.test(name)));
  return loadSettings({ environment, overrides: settingsInCode(overrides) });
}

/** @throws StartError for what is no object */
export function settingsInCode(given: ModuleSettings): GivenSettings {
  if (isObject(given)) return { ...given };
  throw new StartError(
    `The option settings is ${shown(given)}.`,
    "Pass an object of settings by their keys: { settings: { 'database.url': 'postgres://…' } }; docs/settings.md lists them.",
  );
}
