import { parseArgs } from 'node:util';

/**
 * What a command was asked for. Ends the process where it was asked for help (0), or for what it does not know (2).
 *
 * @param usage   the text of --help
 * @param options as parseArgs of Node.js takes them; an option with `whole: true` takes a whole number
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
        throw new Error(`--${name} takes a whole number, not ${values[name]}.`);
    return { values, positionals };
  } catch (error) {
    process.stderr.write(`${error.message}\n--help says what there is.\n`);
    return process.exit(2);
  }
}
