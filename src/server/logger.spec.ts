import { createLogger, readableLines, loggedError } from './logger.js';

describe('An error in the log', () => {
  it('of a statement shows the purpose of the statement, not its text and parameters', () => {
    const error = Object.assign(new Error('no such column'), {
      query: '-- Purges records.\n-- …\nSELECT secret',
      parameters: ['secret'],
      driverError: { message: 'secret' },
      code: '42703',
    });
    const logged = loggedError(error);
    expect(logged).toMatchObject({
      message: 'no such column',
      code: '42703',
      statement: '-- Purges records.',
    });
    expect(JSON.stringify(logged)).not.toContain('secret');
  });

  it('of any other kind shows all its fields', () => {
    const error = Object.assign(new Error('refused'), { code: 'ECONNREFUSED', port: 5432 });
    expect(loggedError(error)).toMatchObject({ message: 'refused', code: 'ECONNREFUSED', port: 5432 });
  });
});

describe('A line of the log on a terminal', () => {
  it('escapes foreign text so that it cannot control the terminal, or begin a line', () => {
    const lines: string[] = [];
    const logger = createLogger('info', { write: (line) => void lines.push(line) });
    logger.log('Zone \u001b]0;owned\u0007\u009b2J\r\u202e a\nINFO: all is well', 'Guard');
    const shown = readableLines({ colorize: false })(lines[0]!);
    expect(shown).toContain(String.raw`[Guard] Zone \u001b]0;owned\u0007\u009b2J\u000d\u202e a` + '\n    ');
    expect(lines[0]).not.toMatch(/[\u0080-\u009f\p{Bidi_Control}]/u);
    expect(JSON.parse(lines[0]!)).toMatchObject({ msg: expect.stringContaining('\u202e') as string });
    expect(shown).not.toMatch(/\nINFO/);
  });

  it('that is text for a person is unchanged', () => {
    expect(readableLines({ colorize: false })('\nworker-registration is ready.\n')).toBe(
      '\nworker-registration is ready.\n',
    );
  });
});
