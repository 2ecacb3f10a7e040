import { flag, type Setting } from './setting.js';

/** `facades.eureka.*`: other protocols for the same fleet. */
export const eureka = {
  enabled: flag(false, 'Serves the protocol of Netflix Eureka at /eureka (docs/eureka.md).'),
} as const satisfies Record<string, Setting<unknown>>;
