import { parseArgs } from 'node:util';

/**
 * Parses the options of a command. Ends the process after --help (0), or for unknown options (2).
 *
 * @param usage the text of --help
 * @param options for parseArgs of Node.js; an option with `whole: true` requires a whole number
 */
export function readCommandLine(usage, options, { allowPositionals = false } = {}) {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals,
      options: { ...options, help: { type: 'boolean', short: 'h', default: false } },
    });
    if (values.help) {
      process.stdout.write(usage);
      process.exit(0);
    }
    for (const [name, { whole }] of Object.entries(options))
      if (whole && !/^\d{1,9}$/.test(values[name]))
        throw new Error(`--${name} must be a whole number; got ${values[name]}.`);
    return { values, positionals };
  } catch (error) {
    process.stderr.write(`${error.message}\nSee --help.\n`);
    return process.exit(2);
  }
}
