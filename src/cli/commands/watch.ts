import type { Command } from 'commander';
import { whole } from '../arguments.js';
import { pathOf } from '../client.js';
import type { Result } from '../each-worker.js';
import { EXIT, Failure, wrongUsage } from '../failure.js';
import { Screen } from '../screen.js';
import { asksServer, sessionOf, type Session } from '../session.js';
import { styled, type Text } from '../styled.js';
import { local } from '../times.js';
import { BEGIN, footerOf, HELP, pressed, type WatchState } from '../watch/state.js';
import { look, type Shown } from '../watch/views.js';
import { explained } from './why.js';

/** Lines of the screen that are not rows of its view: clock, message, head, footer, and the last one, which stays empty. */
const FRAME = 6;
const FEWEST_ROWS = 5;
const MOST_ROWS = 200;

export function addWatch(program: Command): void {
  asksServer(program.command('watch').summary('show a live view of the fleet'))
    .description(
      'Shows the fleet continuously: its state, workers, zones, alerts and events. Workers can be filtered, sorted, selected, explained and ordered. Press ? for the keys, q or Ctrl-C to quit.',
    )
    .option('--interval <seconds>', 'refresh interval', whole(1, 3600), 2)
    .addHelpText('after', `\nKeys:\n${HELP.join('\n')}\n\nExample:\n  worker-registration watch --interval 5`)
    .action(async ({ interval }: { interval: number }, command: Command) => {
      const session = sessionOf(command);
      if (!process.stdout.isTTY || !process.stdin.isTTY)
        throw wrongUsage('watch requires a terminal', 'Scripts can use `health --json`.');
      await new Watch(session, interval * 1000).runWatch();
    });
}

/** The live view: reads, draws, and does what the keys ask for. */
class Watch {
  private state: WatchState = BEGIN;
  private shown: Shown = { lines: [], workers: [] };
  private message: Text = '';
  /** What is shown of a worker instead of the view, until the next key. */
  private explanation: readonly string[] = [];

  constructor(
    private readonly session: Session,
    private readonly intervalMs: number,
  ) {}

  async runWatch(): Promise<void> {
    // Queries once before taking over the screen: a wrong key is reported as by any other command.
    this.shown = await look(this.session, this.state, rowsOf());
    const screen = new Screen((key) => {
      const before = this.state;
      this.state = pressed(before, key, this.shown.workers);
      if (this.state.view !== before.view) this.message = '';
      this.explanation = [];
      screen.drawLines(this.lines());
      return needsMore(before, this.state);
    });
    try {
      while (this.state.end === undefined) {
        screen.drawLines(this.lines());
        await screen.waitForKey(this.intervalMs);
        await this.act();
        if (this.state.end === undefined) await this.lookAgain();
      }
    } finally {
      screen.closeScreen();
    }
    if (this.state.end === 'interrupted') process.exitCode = EXIT.interrupted;
  }

  private lines(): Text[] {
    const { paint } = this.session.out;
    const { lines } = this.shown;
    const isList = this.shown.workers.length > 0;
    // The first line of a list is its head.
    const marked = isList
      ? lines.map((line, at) =>
          at === this.state.row + 1 ? paint.bold(styled`> ${line}`) : styled`  ${line}`,
        )
      : lines;
    return [
      paint.dim(`${local(Date.now())}   ${this.session.client.api}`),
      this.message,
      ...this.body(marked),
      '',
      paint.dim(footerOf(this.state)),
    ];
  }

  private body(view: readonly Text[]): readonly Text[] {
    if (this.state.hasHelp) return HELP;
    return this.explanation.length > 0 ? this.explanation : view;
  }

  /** Gives the order, or the explanation, that a key asked for. */
  private async act(): Promise<void> {
    const { order, explains } = this.state;
    this.state = { ...this.state, order: undefined, explains: undefined };
    try {
      if (order !== undefined) {
        const { kind, worker, reason } = order;
        const { message } = await this.session.client.post<Result>(pathOf(worker, kind), { reason });
        this.message = styled`${worker}: ${message}`;
      } else if (explains !== undefined)
        this.explanation = (await explained(this.session, explains)).sentences;
    } catch (error) {
      this.message = this.session.out.paint.red(lineOf(error));
    }
  }

  /** Queries again; while the server is unavailable, keeps the last view below a line that says so. */
  private async lookAgain(): Promise<void> {
    const before = this.shown.workers;
    try {
      this.shown = await look(this.session, this.state, rowsOf());
      const { workers } = this.shown;
      const { row } = this.state;
      // The selection stays with its worker; the first row stays the first.
      const at = row === 0 ? -1 : workers.indexOf(before[row] ?? '');
      const last = Math.max(0, workers.length - 1);
      this.state = { ...this.state, row: at === -1 ? Math.min(row, last) : at };
    } catch (error) {
      this.message = this.session.out.paint.red(lineOf(error));
    }
  }
}

/** @throws the error if going on is of no use: a wrong key, or a defect */
function lineOf(error: unknown): string {
  if (!(error instanceof Failure) || error.exitCode === EXIT.forbidden) throw error;
  return error.line;
}

const rowsOf = (): number => Math.max(FEWEST_ROWS, Math.min(MOST_ROWS, process.stdout.rows - FRAME));

/** Whether a key asks for something that has to be read, or ends it. */
const needsMore = (before: WatchState, after: WatchState): boolean =>
  after.end !== undefined ||
  after.order !== undefined ||
  after.explains !== undefined ||
  after.view !== before.view ||
  after.filter !== before.filter ||
  after.sort !== before.sort;
